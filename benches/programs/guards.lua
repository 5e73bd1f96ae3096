local floor = math.floor
local seed = 83
local function isNumber(x) if type(x) ~= "number" then error("not a number") end return x end
local function isString(x) if type(x) ~= "string" then error("not a string") end return x end
local function random(limit)
  isNumber(limit)
  seed = (seed * 3877 + 29573) % 139968
  return isNumber(seed % limit)
end
local function clamp(n, low, high)
  isNumber(n); isNumber(low); isNumber(high)
  if n < low then n = low elseif n > high then n = high end
  return isNumber(n)
end
local function percent(n)
  isNumber(n)
  if n < 0 or n > 100 then error("out of range") end
  return isNumber(n / 100.0)
end
local function describe(name, flag, tag)
  isString(name)
  if type(flag) ~= "boolean" then error("not a boolean") end
  if tag ~= nil then isString(tag) end
  local size = isNumber(#name)
  if flag then size = isNumber(size + 1) end
  if tag ~= nil then size = isNumber(size + #tag) end
  return isNumber(size)
end
local Account = {}
Account.__index = Account
local function makeAccount(owner) return setmetatable({name = isString(owner), balance = 0}, Account) end
function Account:deposit(amount)
  isNumber(amount)
  if amount < 0 then error("negative") end
  self.balance = isNumber(self.balance + amount)
  return isNumber(self.balance)
end
local function sum(list)
  for _, n in ipairs(list) do isNumber(n) end
  local total = 0
  for _, n in ipairs(list) do
    isNumber(n)
    total = isNumber(total + n)
  end
  return isNumber(total)
end
local account = makeAccount("ann")
local score, ratio, refused = 0, 0.0, 0
local short = {}
for i = 1, 12 do short[i] = random(50) end
for i = 0, 399999 do
  score = isNumber((score + clamp(random(200), 20, 150)) % 1000003)
  ratio = isNumber(ratio * 0.5 + percent(random(101)))
  score = isNumber(score + describe("name", i % 2 == 0, i % 3 == 0 and "tag" or nil))
  score = isNumber((score + account:deposit(random(10))) % 1000003)
  if i % 10 == 0 then score = isNumber(score + sum(short)) end
  if i % 50 == 0 then
    if not pcall(percent, 101 + random(5)) then refused = isNumber(refused + 1) end
  end
end
print(score)
print(string.format("%d", floor(ratio * 1000.0)))
print(refused)
