local function queens(n)
  local columns, up, down = {}, {}, {}
  for i = 0, n - 1 do columns[i] = false end
  for i = 0, 2 * n - 1 do up[i] = false; down[i] = false end
  local found = 0
  local function place(row)
    if row == n then
      found = found + 1
      return
    end
    for c = 0, n - 1 do
      if not columns[c] and not up[row + c] and not down[row - c + n] then
        columns[c] = true
        up[row + c] = true
        down[row - c + n] = true
        place(row + 1)
        columns[c] = false
        up[row + c] = false
        down[row - c + n] = false
      end
    end
  end
  place(0)
  return found
end
local seed = 23
for _ = 1, 30 do
  seed = (seed * 3877 + 29573) % 139968
  print(queens(10 - seed % 2))
end
