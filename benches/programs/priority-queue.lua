local floor = math.floor
local seed = 71
local function random(limit)
  seed = (seed * 3877 + 29573) % 139968
  return seed % limit
end
local Heap = {}
Heap.__index = Heap
local function makeHeap() return setmetatable({keys = {}, values = {}, n = 0}, Heap) end
function Heap:push(key, value)
  local keys, values = self.keys, self.values
  local i = self.n
  self.n = i + 1
  while i > 0 do
    local parent = floor((i - 1) / 2)
    if keys[parent] <= key then break end
    keys[i] = keys[parent]
    values[i] = values[parent]
    i = parent
  end
  keys[i] = key
  values[i] = value
end
function Heap:pop()
  local keys, values = self.keys, self.values
  local k, v = keys[0], values[0]
  local n = self.n - 1
  self.n = n
  local key, value = keys[n], values[n]
  keys[n] = nil
  values[n] = nil
  if n > 0 then
    local i, child = 0, 1
    while child < n do
      if child + 1 < n and keys[child + 1] < keys[child] then child = child + 1 end
      if key <= keys[child] then break end
      keys[i] = keys[child]
      values[i] = values[child]
      i = child
      child = 2 * i + 1
    end
    keys[i] = key
    values[i] = value
  end
  return {k, v}
end
local FAR = 1000000000
local function makeGraph(n, degree)
  local graph = {}
  for v = 0, n - 1 do
    local edges = {}
    for j = 1, degree do
      local w = random(n)
      edges[j] = {w, random(100) + 1}
    end
    graph[v] = edges
  end
  return graph
end
local function shortest(graph, n, start)
  local distance = {}
  for i = 0, n - 1 do distance[i] = FAR end
  local heap = makeHeap()
  distance[start] = 0
  heap:push(0, start)
  while heap.n > 0 do
    local top = heap:pop()
    local d, v = top[1], top[2]
    if d == distance[v] then
      for _, edge in ipairs(graph[v]) do
        local next, e = edge[1], d + edge[2]
        if e < distance[next] then
          distance[next] = e
          heap:push(e, next)
        end
      end
    end
  end
  local sum = 0
  for i = 0, n - 1 do if distance[i] < FAR then sum = sum + distance[i] end end
  return sum
end
local graph = makeGraph(4000, 6)
for k = 0, 89 do print(shortest(graph, 4000, k * 40)) end
