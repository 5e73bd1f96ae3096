local sqrt, floor = math.sqrt, math.floor
local PI = 3.141592653589793
local SOLAR = 4.0 * PI * PI
local YEAR = 365.24
local bodies = {
  {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, SOLAR},
  {4.84143144246472090, -1.16032004402742839, -0.103622044471123109, 0.00166007664274403694 * YEAR, 0.00769901118419740425 * YEAR, -0.0000690460016972063023 * YEAR, 0.000954791938424326609 * SOLAR},
  {8.34336671824457987, 4.12479856412430479, -0.403523417114321381, -0.00276742510726411009 * YEAR, 0.00499852801234917238 * YEAR, 0.0000230417297573763929 * YEAR, 0.000285885980666130812 * SOLAR},
  {12.8943695621391310, -15.1111514016986312, -0.223307578892655734, 0.00296460137564761618 * YEAR, 0.00237847173959480950 * YEAR, -0.0000296589568540237556 * YEAR, 0.0000436624404335156298 * SOLAR},
  {15.3796971148509165, -25.9193146099879641, 0.179258772950371181, 0.00268067772490389322 * YEAR, 0.00162824170038242295 * YEAR, -0.0000951592254519715870 * YEAR, 0.0000515138902046611451 * SOLAR},
}
local function offsetMomentum()
  local px, py, pz = 0.0, 0.0, 0.0
  for _, b in ipairs(bodies) do
    px = px + b[4] * b[7]
    py = py + b[5] * b[7]
    pz = pz + b[6] * b[7]
  end
  local sun = bodies[1]
  sun[4] = (0.0 - px) / SOLAR
  sun[5] = (0.0 - py) / SOLAR
  sun[6] = (0.0 - pz) / SOLAR
end
local function advance(dt)
  local n = #bodies
  local i = 1
  while i <= n do
    local a = bodies[i]
    local j = i + 1
    while j <= n do
      local b = bodies[j]
      local dx, dy, dz = a[1] - b[1], a[2] - b[2], a[3] - b[3]
      local d2 = dx * dx + dy * dy + dz * dz
      local mag = dt / (d2 * sqrt(d2))
      local ma, mb = a[7] * mag, b[7] * mag
      a[4] = a[4] - dx * mb
      a[5] = a[5] - dy * mb
      a[6] = a[6] - dz * mb
      b[4] = b[4] + dx * ma
      b[5] = b[5] + dy * ma
      b[6] = b[6] + dz * ma
      j = j + 1
    end
    i = i + 1
  end
  for _, b in ipairs(bodies) do
    b[1] = b[1] + dt * b[4]
    b[2] = b[2] + dt * b[5]
    b[3] = b[3] + dt * b[6]
  end
end
local function energy()
  local e = 0.0
  for i, a in ipairs(bodies) do
    e = e + 0.5 * a[7] * (a[4] * a[4] + a[5] * a[5] + a[6] * a[6])
    for j = i + 1, #bodies do
      local b = bodies[j]
      local dx, dy, dz = a[1] - b[1], a[2] - b[2], a[3] - b[3]
      e = e - (a[7] * b[7]) / sqrt(dx * dx + dy * dy + dz * dz)
    end
  end
  return e
end
offsetMomentum()
print(string.format("%d", floor(energy() * 1.0e9)))
for _ = 1, 150000 do advance(0.01) end
print(string.format("%d", floor(energy() * 1.0e9)))
