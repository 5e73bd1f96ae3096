local seed = 47
local function random(limit)
  seed = (seed * 3877 + 29573) % 139968
  return seed % limit
end
local words = {[0] = "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"}
local function appended(n)
  local out = ""
  for _ = 1, n do out = out .. words[random(8)] .. " " end
  return out
end
local char = string.char
local function letters(n)
  local out = ""
  for _ = 1, n do out = out .. char(97 + random(26)) end
  return out
end
local function joined(n)
  local parts = {}
  for i = 0, n - 1 do parts[#parts + 1] = tostring(i) .. "=" .. tostring(random(1000)) end
  return table.concat(parts, ",")
end
local function checksum(text)
  local sum = 0
  for i = 1, #text do sum = (sum * 31 + text:byte(i)) % 1000003 end
  return sum
end
local size, check = 0, 0
for k = 0, 7999 do
  local a = appended(100 + k % 7)
  local b = letters(100)
  local c = joined(60)
  size = size + #a + #b + #c
  local at = a:find("theta", 1, true)
  check = (check + checksum(b) + checksum(c:sub(1, 50)) + (at and at - 1 or -1)) % 1000003
end
print(size)
print(check)
