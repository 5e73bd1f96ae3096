local function tak(x, y, z)
  if y >= x then return z end
  return tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))
end
local seed = 7
for i = 0, 179 do
  seed = (seed * 3877 + 29573) % 139968
  print(tak(18 + seed % 2, 12, 6))
end
