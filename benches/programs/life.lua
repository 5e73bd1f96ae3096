-- Tables are keys by identity in Lua, so a cell is a string there.
local around = {{-1, -1}, {-1, 0}, {-1, 1}, {0, -1}, {0, 1}, {1, -1}, {1, 0}, {1, 1}}
local function key(x, y) return x .. "," .. y end
local function step(cells)
  local counts, places = {}, {}
  for _, cell in pairs(cells) do
    local x, y = cell[1], cell[2]
    for _, d in ipairs(around) do
      local nx, ny = x + d[1], y + d[2]
      local c = key(nx, ny)
      if counts[c] then
        counts[c] = counts[c] + 1
      else
        counts[c] = 1
        places[c] = {nx, ny}
      end
    end
  end
  local next = {}
  for c, n in pairs(counts) do
    if n == 3 or (n == 2 and cells[c]) then next[c] = places[c] end
  end
  return next
end
local function size(cells)
  local n = 0
  for _ in pairs(cells) do n = n + 1 end
  return n
end
local seed = 113
local board = {}
for x = 0, 39 do
  for y = 0, 39 do
    seed = (seed * 3877 + 29573) % 139968
    if seed > 95000 then board[key(x, y)] = {x, y} end
  end
end
for generation = 1, 1200 do
  board = step(board)
  if generation % 200 == 0 then print(size(board)) end
end
local sum = 0
for _, cell in pairs(board) do sum = sum + cell[1] * 7 + cell[2] end
print(sum)
