local seed = 41
local function random(limit)
  seed = (seed * 3877 + 29573) % 139968
  return seed % limit
end
local rows = {}
for i = 1, 60 do
  local row = {}
  for j = 1, 60 do row[j] = random(5000) end
  rows[i] = row
end
local function found(value) error({value = value}) end
local function visit(row, wanted, found)
  for i, x in ipairs(row) do if x == wanted then found(i - 1) end end
end
local function search(wanted)
  local ok, value = pcall(function()
    for _, row in ipairs(rows) do visit(row, wanted, found) end
    return -1
  end)
  return ok and value or value.value
end
local function parseDigits(text, ej)
  local n = 0
  for i = 1, #text do
    local c = text:byte(i)
    if c < 48 or c > 57 then ej(n) end
    n = n * 10 + (c - 48)
  end
  return n
end
local texts = {[0] = "12345", "12x45", "9", "77y", "", "z1", "40320", "99999a"}
local hits, sum = 0, 0
for k = 1, 5000 do
  local at = search(random(5000))
  if at >= 0 then hits = hits + 1; sum = sum + at end
end
print(hits)
print(sum)
local parsed, failed = 0, 0
for k = 0, 499999 do
  local text = texts[k % 8]
  local ok, value = pcall(parseDigits, text, found)
  if ok then parsed = parsed + value else failed = failed + value.value + 1 end
end
print(parsed)
print(failed)
