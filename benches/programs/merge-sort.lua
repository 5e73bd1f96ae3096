local floor, min = math.floor, math.min
local seed = 59
local function random(limit)
  seed = (seed * 3877 + 29573) % 139968
  return seed % limit
end
local function copy(list)
  local out = {}
  for i = 1, #list do out[i] = list[i] end
  return out
end
local function mergeSort(list)
  local n = #list
  local from, to = copy(list), copy(list)
  local width = 1
  while width < n do
    local left = 1
    while left <= n do
      local middle = min(left + width, n + 1)
      local right = min(left + 2 * width, n + 1)
      local i, j, k = left, middle, left
      while k < right do
        if i < middle and (j >= right or from[i] <= from[j]) then
          to[k] = from[i]
          i = i + 1
        else
          to[k] = from[j]
          j = j + 1
        end
        k = k + 1
      end
      left = left + 2 * width
    end
    from, to = to, from
    width = width * 2
  end
  return from
end
local function quickSort(a, low, high)
  if low >= high then return end
  local pivot = a[floor((low + high) / 2)]
  local i, j = low, high
  while i <= j do
    while a[i] < pivot do i = i + 1 end
    while a[j] > pivot do j = j - 1 end
    if i <= j then
      local t = a[i]
      a[i] = a[j]
      a[j] = t
      i = i + 1
      j = j - 1
    end
  end
  quickSort(a, low, j)
  quickSort(a, i, high)
end
local function checksum(list)
  local sum = 0
  for i, x in ipairs(list) do sum = (sum + i * x) % 1000003 end
  return sum
end
for _ = 1, 5 do
  local data = {}
  for i = 1, 30000 do data[i] = random(100000) end
  local merged = mergeSort(data)
  local quick = copy(data)
  quickSort(quick, 1, #quick)
  print(checksum(merged))
  print(checksum(quick))
end
