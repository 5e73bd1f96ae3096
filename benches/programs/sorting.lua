local seed = 61
local function random(limit)
  seed = (seed * 3877 + 29573) % 139968
  return seed % limit
end
local function weigh(list, f)
  local sum = 0
  for i, x in ipairs(list) do sum = (sum + i * f(x)) % 1000003 end
  return sum
end
for _ = 1, 12 do
  local numbers, strings, pairs_ = {}, {}, {}
  for i = 1, 50000 do numbers[i] = random(139968) end
  for i = 1, 20000 do
    strings[i] = tostring(numbers[i]) .. "k"
    pairs_[i] = {numbers[i] % 100, i - 1}
  end
  table.sort(numbers)
  print(weigh(numbers, function(x) return x end))
  table.sort(strings)
  print(weigh(strings, function(s) return #s end))
  table.sort(pairs_, function(p, q)
    if p[1] ~= q[1] then return p[1] < q[1] end
    return p[2] < q[2]
  end)
  print(weigh(pairs_, function(p) return p[2] end))
end
