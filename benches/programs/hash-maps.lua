local seed = 43
local function random(limit)
  seed = (seed * 3877 + 29573) % 139968
  return seed % limit
end
local names = {}
for i = 0, 499 do names[i] = "key" .. tostring(i * 7) end
local function count(rounds)
  local counts = {}
  for _ = 1, rounds do
    local k = random(20000) * 31
    counts[k] = counts[k] and counts[k] + 1 or 1
  end
  local distinct, most = 0, 0
  for k, n in pairs(counts) do
    distinct = distinct + 1
    if n > most then most = n end
  end
  return distinct, most
end
local function churn(rounds)
  local t = {}
  local removed, size, sum = 0, 0, 0
  for i = 0, rounds - 1 do
    local name = names[random(500)]
    if t[name] then
      sum = sum + t[name]
      t[name] = nil
      removed = removed + 1
      size = size - 1
    else
      t[name] = i
      size = size + 1
    end
  end
  return removed, size, sum % 1000003
end
local distinct, most = count(900000)
print(distinct)
print(most)
local removed, size, sum = churn(900000)
print(removed)
print(size)
print(sum)
