local seed = 19
local function random(limit)
  seed = (seed * 3877 + 29573) % 139968
  return seed % limit
end
local function makeMatrix(n)
  local rows = {}
  for i = 1, n do
    local row = {}
    for j = 1, n do row[j] = random(100) end
    rows[i] = row
  end
  return rows
end
local function product(a, b)
  local n = #a
  local rows = {}
  for i = 1, n do
    local row, out = a[i], {}
    for j = 1, n do
      local sum = 0
      for k = 1, n do sum = sum + row[k] * b[k][j] end
      out[#out + 1] = sum % 1000
    end
    rows[#rows + 1] = out
  end
  return rows
end
local function trace(a)
  local sum = 0
  for i, row in ipairs(a) do sum = sum + row[i] end
  return sum
end
local n = 150
local a = makeMatrix(n)
local b = makeMatrix(n)
local c = product(a, b)
print(trace(c))
print(trace(product(c, a)))
print(trace(product(b, c)))
