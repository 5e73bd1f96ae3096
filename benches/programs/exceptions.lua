local seed = 109
local function random(limit)
  seed = (seed * 3877 + 29573) % 139968
  return seed % limit
end
local opened, closed = 0, 0
local function risky(depth, n)
  if depth == 0 then
    if n % 3 == 0 then error({n}) end
    return n
  end
  return risky(depth - 1, n) + 1
end
local function withResource(n)
  opened = opened + 1
  local ok, value = pcall(risky, 4, n)
  closed = closed + 1
  if ok then return value end
  error(value)
end
local function retrying(n)
  local attempt = n
  while true do
    local ok, value = pcall(withResource, attempt)
    if ok then return value end
    attempt = attempt + 1
  end
end
local function rethrowing(n)
  local ok, value = pcall(function()
    local ok, value = pcall(withResource, n)
    if ok then return value end
    error(value)
  end)
  if ok then return value end
  return -1
end
local sum = 0
for _ = 1, 300000 do
  local a = retrying(random(1000))
  sum = (sum + a + rethrowing(random(1000))) % 1000003
end
print(sum)
print(opened)
print(closed)
