local function mandelbrot(size, limit)
  local inside, total = 0, 0
  local py = 0
  while py < size do
    local ci = (2.0 * py) / size - 1.0
    local px = 0
    while px < size do
      local cr = (2.0 * px) / size - 1.5
      local zr, zi, i = 0.0, 0.0, 0
      while i < limit and zr * zr + zi * zi <= 4.0 do
        local t = zr * zr - zi * zi + cr
        zi = 2.0 * zr * zi + ci
        zr = t
        i = i + 1
      end
      total = total + i
      if i == limit then inside = inside + 1 end
      px = px + 1
    end
    py = py + 1
  end
  return inside, total
end
local seed = 13
seed = (seed * 3877 + 29573) % 139968
local inside, total = mandelbrot(320 + seed % 10, 100)
print(inside)
print(total)
