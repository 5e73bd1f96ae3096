from math import floor, sqrt

PI = 3.141592653589793
SOLAR = 4.0 * PI * PI
YEAR = 365.24
bodies = [
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, SOLAR],
    [4.84143144246472090, -1.16032004402742839, -0.103622044471123109, 0.00166007664274403694 * YEAR, 0.00769901118419740425 * YEAR, -0.0000690460016972063023 * YEAR, 0.000954791938424326609 * SOLAR],
    [8.34336671824457987, 4.12479856412430479, -0.403523417114321381, -0.00276742510726411009 * YEAR, 0.00499852801234917238 * YEAR, 0.0000230417297573763929 * YEAR, 0.000285885980666130812 * SOLAR],
    [12.8943695621391310, -15.1111514016986312, -0.223307578892655734, 0.00296460137564761618 * YEAR, 0.00237847173959480950 * YEAR, -0.0000296589568540237556 * YEAR, 0.0000436624404335156298 * SOLAR],
    [15.3796971148509165, -25.9193146099879641, 0.179258772950371181, 0.00268067772490389322 * YEAR, 0.00162824170038242295 * YEAR, -0.0000951592254519715870 * YEAR, 0.0000515138902046611451 * SOLAR],
]


def offset_momentum():
    px = py = pz = 0.0
    for b in bodies:
        px += b[3] * b[6]
        py += b[4] * b[6]
        pz += b[5] * b[6]
    sun = bodies[0]
    sun[3] = (0.0 - px) / SOLAR
    sun[4] = (0.0 - py) / SOLAR
    sun[5] = (0.0 - pz) / SOLAR


def advance(dt):
    n = len(bodies)
    i = 0
    while i < n:
        a = bodies[i]
        j = i + 1
        while j < n:
            b = bodies[j]
            dx = a[0] - b[0]
            dy = a[1] - b[1]
            dz = a[2] - b[2]
            d2 = dx * dx + dy * dy + dz * dz
            mag = dt / (d2 * sqrt(d2))
            ma = a[6] * mag
            mb = b[6] * mag
            a[3] = a[3] - dx * mb
            a[4] = a[4] - dy * mb
            a[5] = a[5] - dz * mb
            b[3] = b[3] + dx * ma
            b[4] = b[4] + dy * ma
            b[5] = b[5] + dz * ma
            j += 1
        i += 1
    for b in bodies:
        b[0] = b[0] + dt * b[3]
        b[1] = b[1] + dt * b[4]
        b[2] = b[2] + dt * b[5]


def energy():
    e = 0.0
    for i, a in enumerate(bodies):
        e += 0.5 * a[6] * (a[3] * a[3] + a[4] * a[4] + a[5] * a[5])
        for j in range(i + 1, len(bodies)):
            b = bodies[j]
            dx = a[0] - b[0]
            dy = a[1] - b[1]
            dz = a[2] - b[2]
            e -= (a[6] * b[6]) / sqrt(dx * dx + dy * dy + dz * dz)
    return e


offset_momentum()
print(floor(energy() * 1.0e9))
for step in range(150000):
    advance(0.01)
print(floor(energy() * 1.0e9))
