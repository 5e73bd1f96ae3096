local floor, max = math.floor, math.max
local REQUIRED, PREFERRED, STRONG_DEFAULT, NORMAL, WEAKEST = 0, 2, 3, 4, 6
local NONE, FORWARD, BACKWARD = 0, 1, -1
local function class() local c = {}; c.__index = c; return c end

local Variable = class()
local function makeVariable(value)
  return setmetatable({value = value, constraints = {}, determinedBy = nil, mark = 0, walkStrength = WEAKEST, stay = true}, Variable)
end
function Variable:addConstraint(c) self.constraints[#self.constraints + 1] = c end
function Variable:removeConstraint(c)
  local kept = {}
  for _, other in ipairs(self.constraints) do if other ~= c then kept[#kept + 1] = other end end
  self.constraints = kept
  if self.determinedBy == c then self.determinedBy = nil end
end

local Unary = class()
local function makeUnaryConstraint(target, strength, isEdit)
  return setmetatable({target = target, strength = strength, isEdit = isEdit, satisfied = false}, Unary)
end
function Unary:isInput() return self.isEdit end
function Unary:isSatisfied() return self.satisfied end
function Unary:markUnsatisfied() self.satisfied = false end
function Unary:addToGraph() self.target:addConstraint(self); self.satisfied = false end
function Unary:removeFromGraph() self.target:removeConstraint(self); self.satisfied = false end
function Unary:chooseMethod(mark) self.satisfied = self.target.mark ~= mark and self.strength < self.target.walkStrength end
function Unary:markInputs(_) return nil end
function Unary:inputsKnown(_) return true end
function Unary:output() return self.target end
function Unary:execute() return nil end
function Unary:recalculate()
  self.target.walkStrength = self.strength
  self.target.stay = not self.isEdit
end

local function chooseDirection(mark, strength, v1, v2)
  if v1.mark == mark then return v2.mark ~= mark and strength < v2.walkStrength and FORWARD or NONE end
  if v2.mark == mark then return strength < v1.walkStrength and BACKWARD or NONE end
  if v1.walkStrength > v2.walkStrength then return strength < v1.walkStrength and BACKWARD or NONE end
  return strength < v2.walkStrength and FORWARD or NONE
end

local Equality = class()
local function makeEqualityConstraint(v1, v2, strength)
  return setmetatable({v1 = v1, v2 = v2, strength = strength, direction = NONE}, Equality)
end
function Equality:isInput() return false end
function Equality:isSatisfied() return self.direction ~= NONE end
function Equality:markUnsatisfied() self.direction = NONE end
function Equality:addToGraph() self.v1:addConstraint(self); self.v2:addConstraint(self); self.direction = NONE end
function Equality:removeFromGraph() self.v1:removeConstraint(self); self.v2:removeConstraint(self); self.direction = NONE end
function Equality:chooseMethod(mark) self.direction = chooseDirection(mark, self.strength, self.v1, self.v2) end
function Equality:input() if self.direction == FORWARD then return self.v1 end return self.v2 end
function Equality:output() if self.direction == FORWARD then return self.v2 end return self.v1 end
function Equality:markInputs(mark) self:input().mark = mark end
function Equality:inputsKnown(mark)
  local source = self:input()
  return source.mark == mark or source.stay or source.determinedBy == nil
end
function Equality:execute() self:output().value = self:input().value end
function Equality:recalculate()
  local source, target = self:input(), self:output()
  target.walkStrength = max(self.strength, source.walkStrength)
  target.stay = source.stay
  if target.stay then self:execute() end
end

local Scale = class()
local function makeScaleConstraint(v1, scale, offset, v2, strength)
  return setmetatable({v1 = v1, scale = scale, offset = offset, v2 = v2, strength = strength, direction = NONE}, Scale)
end
Scale.isInput, Scale.isSatisfied, Scale.markUnsatisfied = Equality.isInput, Equality.isSatisfied, Equality.markUnsatisfied
Scale.chooseMethod, Scale.input, Scale.output, Scale.inputsKnown = Equality.chooseMethod, Equality.input, Equality.output, Equality.inputsKnown
function Scale:addToGraph()
  for _, v in ipairs({self.v1, self.v2, self.scale, self.offset}) do v:addConstraint(self) end
  self.direction = NONE
end
function Scale:removeFromGraph()
  for _, v in ipairs({self.v1, self.v2, self.scale, self.offset}) do v:removeConstraint(self) end
  self.direction = NONE
end
function Scale:markInputs(mark)
  self:input().mark = mark
  self.scale.mark = mark
  self.offset.mark = mark
end
function Scale:execute()
  if self.direction == FORWARD then
    self.v2.value = self.v1.value * self.scale.value + self.offset.value
  else
    self.v1.value = floor((self.v2.value - self.offset.value) / self.scale.value)
  end
end
function Scale:recalculate()
  local source, target = self:input(), self:output()
  target.walkStrength = max(self.strength, source.walkStrength)
  target.stay = source.stay and self.scale.stay and self.offset.stay
  if target.stay then self:execute() end
end

local function addConsumers(v, todo)
  local determining = v.determinedBy
  for _, c in ipairs(v.constraints) do
    if c ~= determining and c:isSatisfied() then todo[#todo + 1] = c end
  end
end
local function pop(list)
  local x = list[#list]
  list[#list] = nil
  return x
end

local Planner = class()
local function makePlanner() return setmetatable({currentMark = 0}, Planner) end
function Planner:newMark() self.currentMark = self.currentMark + 1; return self.currentMark end
function Planner:satisfy(c, mark)
  c:chooseMethod(mark)
  if not c:isSatisfied() then
    if c.strength == REQUIRED then error("Could not satisfy a required constraint") end
    return nil
  end
  c:markInputs(mark)
  local target = c:output()
  local overridden = target.determinedBy
  if overridden then overridden:markUnsatisfied() end
  target.determinedBy = c
  if not self:addPropagate(c, mark) then error("Cycle encountered") end
  target.mark = mark
  return overridden
end
function Planner:add(c) c:addToGraph(); self:incrementalAdd(c) end
function Planner:destroy(c) if c:isSatisfied() then self:incrementalRemove(c) else c:removeFromGraph() end end
function Planner:incrementalAdd(c)
  local mark = self:newMark()
  local overridden = self:satisfy(c, mark)
  while overridden do overridden = self:satisfy(overridden, mark) end
end
function Planner:incrementalRemove(c)
  local target = c:output()
  c:markUnsatisfied()
  c:removeFromGraph()
  local unsatisfied = self:removePropagateFrom(target)
  for strength = REQUIRED, WEAKEST - 1 do
    for _, u in ipairs(unsatisfied) do if u.strength == strength then self:incrementalAdd(u) end end
  end
end
function Planner:extractPlan(constraints)
  local todo = {}
  for _, c in ipairs(constraints) do if c:isInput() and c:isSatisfied() then todo[#todo + 1] = c end end
  local mark = self:newMark()
  local plan = {}
  while #todo > 0 do
    local c = pop(todo)
    if c:output().mark ~= mark and c:inputsKnown(mark) then
      plan[#plan + 1] = c
      c:output().mark = mark
      addConsumers(c:output(), todo)
    end
  end
  return plan
end
function Planner:addPropagate(c, mark)
  local todo = {c}
  while #todo > 0 do
    local d = pop(todo)
    if d:output().mark == mark then
      self:incrementalRemove(c)
      return false
    end
    d:recalculate()
    addConsumers(d:output(), todo)
  end
  return true
end
function Planner:removePropagateFrom(target)
  target.determinedBy = nil
  target.walkStrength = WEAKEST
  target.stay = true
  local unsatisfied, todo = {}, {target}
  while #todo > 0 do
    local v = pop(todo)
    for _, c in ipairs(v.constraints) do if not c:isSatisfied() then unsatisfied[#unsatisfied + 1] = c end end
    local determining = v.determinedBy
    for _, next in ipairs(v.constraints) do
      if next ~= determining and next:isSatisfied() then
        next:recalculate()
        todo[#todo + 1] = next:output()
      end
    end
  end
  return unsatisfied
end

local function change(planner, v, value)
  local edit = makeUnaryConstraint(v, PREFERRED, true)
  planner:add(edit)
  local plan = planner:extractPlan({edit})
  for _ = 1, 10 do
    v.value = value
    for _, c in ipairs(plan) do c:execute() end
  end
  planner:destroy(edit)
end
local function chainTest(n)
  local planner = makePlanner()
  local variables = {}
  for i = 0, n do variables[i] = makeVariable(0) end
  for i = 0, n - 1 do planner:add(makeEqualityConstraint(variables[i], variables[i + 1], REQUIRED)) end
  local first, last = variables[0], variables[n]
  planner:add(makeUnaryConstraint(last, STRONG_DEFAULT, false))
  local edit = makeUnaryConstraint(first, PREFERRED, true)
  planner:add(edit)
  local plan = planner:extractPlan({edit})
  local sum = 0
  for i = 0, 99 do
    first.value = i
    for _, c in ipairs(plan) do c:execute() end
    sum = sum + last.value
  end
  planner:destroy(edit)
  return sum
end
local function projectionTest(n)
  local planner = makePlanner()
  local scale, offset = makeVariable(10), makeVariable(1000)
  local sources, targets = {}, {}
  for i = 0, n - 1 do
    local source, target = makeVariable(i), makeVariable(i)
    sources[#sources + 1] = source
    targets[#targets + 1] = target
    planner:add(makeUnaryConstraint(source, NORMAL, false))
    planner:add(makeScaleConstraint(source, scale, offset, target, REQUIRED))
  end
  change(planner, sources[n], 17)
  local sum = targets[n].value
  change(planner, targets[n], 1050)
  sum = sum + sources[n].value
  change(planner, scale, 5)
  for _, t in ipairs(targets) do sum = sum + t.value end
  change(planner, offset, 2000)
  for _, t in ipairs(targets) do sum = sum + t.value end
  return sum
end
local seed = 73
for _ = 1, 12 do
  seed = (seed * 3877 + 29573) % 139968
  print(chainTest(2000 + seed % 100))
  print(projectionTest(2000 + seed % 100))
end
