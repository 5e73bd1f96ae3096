local floor = math.floor
local function longest(limit)
  local best, bestStart = 0, 0
  for start = 1, limit - 1 do
    local n, steps = start, 0
    while n ~= 1 do
      if n % 2 == 0 then n = floor(n / 2) else n = 3 * n + 1 end
      steps = steps + 1
    end
    if steps > best then best, bestStart = steps, start end
  end
  return bestStart, best
end
local seed = 5
seed = (seed * 3877 + 29573) % 139968
local start, steps = longest(100000 + seed % 1000)
print(start)
print(steps)
