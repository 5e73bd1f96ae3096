def tak(x, y, z):
    return z if y >= x else tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))


seed = 7
for i in range(180):
    seed = (seed * 3877 + 29573) % 139968
    print(tak(18 + seed % 2, 12, 6))
