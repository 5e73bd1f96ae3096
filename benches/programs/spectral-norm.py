from math import floor, sqrt


def a(i, j):
    return 1.0 / (((i + j) * (i + j + 1)) // 2 + i + 1)


def multiply_av(n, v):
    out = []
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += a(i, j) * v[j]
        out.append(total)
    return out


def multiply_atv(n, v):
    out = []
    for i in range(n):
        total = 0.0
        for j in range(n):
            total += a(j, i) * v[j]
        out.append(total)
    return out


def spectral_norm(n):
    u = [1.0] * n
    v = u
    for _ in range(6):
        v = multiply_atv(n, multiply_av(n, u))
        u = multiply_atv(n, multiply_av(n, v))
    vbv = 0.0
    vv = 0.0
    for i in range(n):
        vbv += u[i] * v[i]
        vv += v[i] * v[i]
    return sqrt(vbv / vv)


seed = 9
seed = (seed * 3877 + 29573) % 139968
print(floor(spectral_norm(360 + seed % 20) * 1.0e9))
