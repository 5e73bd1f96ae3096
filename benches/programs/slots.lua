local seed = 89
local function random(limit)
  seed = (seed * 3877 + 29573) % 139968
  return seed % limit
end
local function class() local c = {}; c.__index = c; return c end
local Slot, Bounded, Derived = class(), class(), class()
function Slot:get() return self.value end
function Slot:put(v) self.value = v end
function Bounded:get() return self.value end
function Bounded:put(v)
  if v > self.limit then
    self.overflows = self.overflows + 1
    self.value = v % self.limit
  else
    self.value = v
  end
end
function Derived:get()
  local sum = 0
  for _, s in ipairs(self.slots) do sum = sum + s:get() end
  return sum
end
local function increment(x, n) x:put(x:get() + n) end
local function exchange(a, b)
  local t = a:get()
  a:put(b:get())
  b:put(t)
end
local function run(rounds)
  local a, b = setmetatable({value = 1}, Slot), setmetatable({value = 2}, Slot)
  local bounded = setmetatable({value = 0, limit = 1000, overflows = 0}, Bounded)
  local total = setmetatable({slots = {a, b, bounded}}, Derived)
  local check = 0
  for i = 0, rounds - 1 do
    increment(a, random(7))
    increment(b, 3)
    if i % 4 == 0 then exchange(a, b) end
    bounded:put(bounded:get() + random(50))
    if a:get() > 5000 then a:put(1) end
    if b:get() > 5000 then b:put(1) end
    check = (check * 3 + total:get()) % 1000003
  end
  return {a:get(), b:get(), bounded:get(), bounded.overflows, check}
end
for _, n in ipairs(run(700000)) do print(n) end
