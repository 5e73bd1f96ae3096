local floor = math.floor
local function a(i, j) return 1.0 / (floor(((i + j) * (i + j + 1)) / 2) + i + 1) end
local function multiplyAv(n, v)
  local out = {}
  for i = 0, n - 1 do
    local sum = 0.0
    for j = 0, n - 1 do sum = sum + a(i, j) * v[j + 1] end
    out[#out + 1] = sum
  end
  return out
end
local function multiplyAtv(n, v)
  local out = {}
  for i = 0, n - 1 do
    local sum = 0.0
    for j = 0, n - 1 do sum = sum + a(j, i) * v[j + 1] end
    out[#out + 1] = sum
  end
  return out
end
local function spectralNorm(n)
  local u = {}
  for i = 1, n do u[i] = 1.0 end
  local v = u
  for _ = 1, 6 do
    v = multiplyAtv(n, multiplyAv(n, u))
    u = multiplyAtv(n, multiplyAv(n, v))
  end
  local vBv, vv = 0.0, 0.0
  for i = 1, n do
    vBv = vBv + u[i] * v[i]
    vv = vv + v[i] * v[i]
  end
  return math.sqrt(vBv / vv)
end
local seed = 9
seed = (seed * 3877 + 29573) % 139968
print(string.format("%d", floor(spectralNorm(360 + seed % 20) * 1.0e9)))
