local seed = 67
local function random(limit)
  seed = (seed * 3877 + 29573) % 139968
  return seed % limit
end
local function word(n)
  local parts = {}
  for i = 1, n do parts[i] = string.char(97 + random(5)) end
  return table.concat(parts)
end
local function distance(a, b)
  local previous = {}
  for j = 0, #b do previous[j] = j end
  for i = 1, #a do
    local x = a:byte(i)
    local row = {[0] = i}
    for j = 1, #b do
      local best = previous[j - 1]
      if x ~= b:byte(j) then
        best = best + 1
        if previous[j] < best then best = previous[j] + 1 end
        if row[j - 1] < best then best = row[j - 1] + 1 end
      end
      row[j] = best
    end
    previous = row
  end
  return previous[#b]
end
local total = 0
for _ = 1, 1300 do
  local a = word(60 + random(20))
  total = total + distance(a, word(60 + random(20)))
end
print(total)
