local floor = math.floor
local function triples(n)
  local out = {}
  for a = 1, n do
    local pairs_ = {}
    for b = a, n do
      if a * a + b * b <= n * n then pairs_[#pairs_ + 1] = {a, b} end
    end
    out[#out + 1] = #pairs_
  end
  return out
end
local function steps(first, limit, step)
  local i, at = -1, first - step
  return function()
    i = i + 1
    at = at + step
    if at > limit then return nil end
    return i, at
  end
end
local function histogram(list)
  local groups = {}
  for _, x in ipairs(list) do groups[x % 17] = (groups[x % 17] or 0) + 1 end
  local out = {}
  for k, v in pairs(groups) do if v > 1 then out[k] = v * k end end
  return out
end
local function sum(list)
  local total = 0
  for _, x in pairs(list) do total = total + x end
  return total
end
local seed = 127
for _ = 1, 160 do
  seed = (seed * 3877 + 29573) % 139968
  local n = 100 + seed % 50
  print(sum(triples(n)))
  local squares, halves, rests = {}, {}, {}
  for i, x in steps(1, 20000, 3) do squares[#squares + 1] = x * x + floor(i / 2) end
  for _, x in ipairs(squares) do if x % 2 == 0 then halves[#halves + 1] = floor(x / 2) end end
  print(sum(halves) % 1000003)
  for _, x in ipairs(squares) do rests[#rests + 1] = x % (n + 100) end
  print(sum(histogram(rests)))
end
