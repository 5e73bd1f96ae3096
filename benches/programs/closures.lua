local function makeCounter(step)
  local n = 0
  return function() n = n + step; return n end, function() n = 0 end
end
local function compose(f, g) return function(x) return g(f(x)) end end
local function fold(list, acc, f)
  for _, x in ipairs(list) do acc = f(acc, x) end
  return acc
end
local function adder(a) return function(b) return function(c) return (a + b * c) % 65521 end end end
local function map(list, f)
  local out = {}
  for _, x in ipairs(list) do out[#out + 1] = f(x) end
  return out
end
local function filter(list, f)
  local out = {}
  for _, x in ipairs(list) do if f(x) then out[#out + 1] = x end end
  return out
end
local seed = 37
local function random(limit)
  seed = (seed * 3877 + 29573) % 139968
  return seed % limit
end
local numbers = {}
for i = 1, 1000 do numbers[i] = random(1000) end
local function round(k)
  local bump, reset = makeCounter(k % 5 + 1)
  local pipeline = function(x) return x + k end
  for i = 0, 7 do pipeline = compose(pipeline, function(x) return (x * 3 + i) % 1009 end) end
  local kept = filter(numbers, function(x) return (x + bump()) % 3 ~= 0 end)
  local total = fold(map(kept, pipeline), 0, function(a, b) return a + b end)
  local mixed = fold(numbers, k, function(a, b) return adder(a)(b)(k) end)
  local last = bump()
  reset()
  return (total + mixed + last + bump()) % 1000003
end
local sum = 0
for k = 0, 499 do sum = sum + round(k) end
print(sum)
