local floor = math.floor
local function class() local c = {}; c.__index = c; return c end
local Square, Rectangle, Triangle, Circle, Block, Frame = class(), class(), class(), class(), class(), class()
local function makeSquare(side) return setmetatable({side = side}, Square) end
local function makeRectangle(w, h) return setmetatable({w = w, h = h}, Rectangle) end
local function makeTriangle(base, height) return setmetatable({base = base, height = height}, Triangle) end
local function makeCircle(r) return setmetatable({r = r}, Circle) end
local function makeBlock(shape, count) return setmetatable({shape = shape, count = count}, Block) end
local function makeFrame(outer, inner) return setmetatable({outer = outer, inner = inner}, Frame) end
function Square:area() return self.side * self.side end
function Square:grow(n) return makeSquare(self.side + n) end
function Rectangle:area() return self.w * self.h end
function Rectangle:grow(n) return makeRectangle(self.w + n, self.h) end
function Triangle:area() return floor((self.base * self.height) / 2) end
function Triangle:grow(n) return makeTriangle(self.base, self.height + n) end
function Circle:area() return floor((self.r * self.r * 355) / 113) end
function Circle:grow(n) return makeCircle(self.r + n) end
function Block:area() return self.shape:area() * self.count end
function Block:grow(n) return makeBlock(self.shape:grow(n), self.count) end
function Frame:area() return self.outer:area() - self.inner:area() end
function Frame:grow(n) return makeFrame(self.outer:grow(n), self.inner) end
local seed = 31
local function random(limit)
  seed = (seed * 3877 + 29573) % 139968
  return seed % limit
end
local function makeShape(kind)
  if kind == 0 then return makeSquare(random(20) + 1) end
  if kind == 1 then
    local w = random(20) + 1
    return makeRectangle(w, random(20) + 1)
  end
  if kind == 2 then
    local base = random(20) + 1
    return makeTriangle(base, random(20) + 1)
  end
  if kind == 3 then return makeCircle(random(20) + 1) end
  if kind == 4 then
    local shape = makeShape(random(4))
    return makeBlock(shape, random(5) + 1)
  end
  local outer = makeShape(random(4))
  return makeFrame(outer, makeShape(random(4)))
end
local shapes = {}
for i = 1, 1000 do shapes[i] = makeShape(random(6)) end
for round = 0, 9 do
  local total = 0
  for _ = 1, 400 do
    for _, shape in ipairs(shapes) do total = total + shape:area() end
  end
  print(total)
  local grown = {}
  for i, shape in ipairs(shapes) do grown[i] = shape:grow(round % 3) end
  shapes = grown
end
