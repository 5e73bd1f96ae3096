local function sieve(limit)
  local composite = {}
  for i = 0, limit do composite[i] = false end
  local count = 0
  local i = 2
  while i <= limit do
    if not composite[i] then
      count = count + 1
      local j = i * i
      while j <= limit do
        composite[j] = true
        j = j + i
      end
    end
    i = i + 1
  end
  return count
end
local seed = 11
for _ = 1, 4 do
  seed = (seed * 3877 + 29573) % 139968
  print(sieve(800000 + seed))
end
