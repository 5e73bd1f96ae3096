-- Bit operators are a library in LuaJIT and syntax in Lua 5.4.
local xor = bit and bit.bxor or load("return function(a, b) return a ~ b end")()
local floor = math.floor
local ID_IDLE, ID_WORKER, ID_HANDLER_A, ID_HANDLER_B, ID_DEVICE_A, ID_DEVICE_B = 0, 1, 2, 3, 4, 5
local KIND_DEVICE, KIND_WORK = 0, 1
local RUNNABLE, SUSPENDED, SUSPENDED_RUNNABLE, HELD = 1, 2, 3, 4

local function class() local c = {}; c.__index = c; return c end

local Packet = class()
function Packet.new(link, id, kind)
  return setmetatable({link = link, id = id, kind = kind, a1 = 0, a2 = {[0] = 0, 0, 0, 0}}, Packet)
end
function Packet:addTo(queue)
  self.link = nil
  if queue == nil then return self end
  local last = queue
  local next = last.link
  while next ~= nil do
    last = next
    next = last.link
  end
  last.link = self
  return queue
end

local ControlBlock = class()
function ControlBlock.new(link, id, priority, queue, task)
  return setmetatable({link = link, id = id, priority = priority, queue = queue, task = task,
    state = queue == nil and SUSPENDED or SUSPENDED_RUNNABLE}, ControlBlock)
end
function ControlBlock:markAsNotHeld() if self.state >= HELD then self.state = self.state - HELD end end
function ControlBlock:markAsHeld() if self.state < HELD then self.state = self.state + HELD end end
function ControlBlock:markAsSuspended() if self.state % 4 < SUSPENDED then self.state = self.state + SUSPENDED end end
function ControlBlock:markAsRunnable() if self.state % 2 == 0 then self.state = self.state + RUNNABLE end end
function ControlBlock:isHeldOrSuspended() return self.state >= HELD or self.state == SUSPENDED end
function ControlBlock:run()
  local packet = nil
  if self.state == SUSPENDED_RUNNABLE then
    packet = self.queue
    self.queue = packet.link
    self.state = self.queue == nil and 0 or RUNNABLE
  end
  return self.task:run(packet)
end
function ControlBlock:checkPriorityAdd(current, packet)
  if self.queue == nil then
    self.queue = packet
    self:markAsRunnable()
    if self.priority > current.priority then return self end
  else
    self.queue = packet:addTo(self.queue)
  end
  return current
end

local Scheduler = class()
function Scheduler.new()
  return setmetatable({queueCount = 0, holdCount = 0, blocks = {}, currentId = 0}, Scheduler)
end
function Scheduler:addTask(id, priority, queue, task)
  self.current = ControlBlock.new(self.list, id, priority, queue, task)
  self.list = self.current
  self.blocks[id] = self.current
end
function Scheduler:schedule()
  self.current = self.list
  while self.current ~= nil do
    if self.current:isHeldOrSuspended() then
      self.current = self.current.link
    else
      self.currentId = self.current.id
      self.current = self.current:run()
    end
  end
end
function Scheduler:release(id)
  local block = self.blocks[id]
  if block == nil then return block end
  block:markAsNotHeld()
  if block.priority > self.current.priority then return block end
  return self.current
end
function Scheduler:holdCurrent()
  self.holdCount = self.holdCount + 1
  self.current:markAsHeld()
  return self.current.link
end
function Scheduler:suspendCurrent()
  self.current:markAsSuspended()
  return self.current
end
function Scheduler:queue(packet)
  local block = self.blocks[packet.id]
  if block == nil then return block end
  self.queueCount = self.queueCount + 1
  packet.link = nil
  packet.id = self.currentId
  return block:checkPriorityAdd(self.current, packet)
end

local IdleTask = class()
function IdleTask:run(_)
  self.count = self.count - 1
  if self.count == 0 then return self.scheduler:holdCurrent() end
  if self.v1 % 2 == 0 then
    self.v1 = floor(self.v1 / 2)
    return self.scheduler:release(ID_DEVICE_A)
  end
  self.v1 = xor(floor(self.v1 / 2), 0xD008)
  return self.scheduler:release(ID_DEVICE_B)
end

local DeviceTask = class()
function DeviceTask:run(packet)
  if packet == nil then
    if self.pending == nil then return self.scheduler:suspendCurrent() end
    local p = self.pending
    self.pending = nil
    return self.scheduler:queue(p)
  end
  self.pending = packet
  return self.scheduler:holdCurrent()
end

local WorkerTask = class()
function WorkerTask:run(packet)
  if packet == nil then return self.scheduler:suspendCurrent() end
  self.handler = self.handler == ID_HANDLER_A and ID_HANDLER_B or ID_HANDLER_A
  packet.id = self.handler
  packet.a1 = 0
  local data = packet.a2
  local i = 0
  while i < 4 do
    self.letter = self.letter + 1
    if self.letter > 26 then self.letter = 1 end
    data[i] = self.letter
    i = i + 1
  end
  return self.scheduler:queue(packet)
end

local HandlerTask = class()
function HandlerTask:run(packet)
  if packet ~= nil then
    if packet.kind == KIND_WORK then self.work = packet:addTo(self.work) else self.devices = packet:addTo(self.devices) end
  end
  if self.work ~= nil then
    local count = self.work.a1
    if count < 4 then
      if self.devices ~= nil then
        local p = self.devices
        self.devices = p.link
        p.a1 = self.work.a2[count]
        self.work.a1 = count + 1
        return self.scheduler:queue(p)
      end
    else
      local p = self.work
      self.work = p.link
      return self.scheduler:queue(p)
    end
  end
  return self.scheduler:suspendCurrent()
end

local function richards(count)
  local s = Scheduler.new()
  s:addTask(ID_IDLE, 0, nil, setmetatable({scheduler = s, v1 = 1, count = count}, IdleTask))
  s.current.state = 0
  local queue = Packet.new(nil, ID_WORKER, KIND_WORK)
  queue = Packet.new(queue, ID_WORKER, KIND_WORK)
  s:addTask(ID_WORKER, 1000, queue, setmetatable({scheduler = s, handler = ID_HANDLER_A, letter = 0}, WorkerTask))
  for _, row in ipairs({{ID_DEVICE_A, ID_HANDLER_A, 2000}, {ID_DEVICE_B, ID_HANDLER_B, 3000}}) do
    queue = nil
    for _ = 1, 3 do queue = Packet.new(queue, row[1], KIND_DEVICE) end
    s:addTask(row[2], row[3], queue, setmetatable({scheduler = s}, HandlerTask))
  end
  s:addTask(ID_DEVICE_A, 4000, nil, setmetatable({scheduler = s}, DeviceTask))
  s:addTask(ID_DEVICE_B, 5000, nil, setmetatable({scheduler = s}, DeviceTask))
  s:schedule()
  return s.queueCount, s.holdCount
end
local seed = 29
for _ = 1, 3 do
  seed = (seed * 3877 + 29573) % 139968
  local queued, held = richards(50000 + seed % 100)
  print(queued)
  print(held)
end
local queued, held = richards(1000)
print(queued)
print(held)
