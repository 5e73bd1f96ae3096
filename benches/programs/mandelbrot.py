def mandelbrot(size, limit):
    inside = 0
    total = 0
    py = 0
    while py < size:
        ci = (2.0 * py) / size - 1.0
        px = 0
        while px < size:
            cr = (2.0 * px) / size - 1.5
            zr = 0.0
            zi = 0.0
            i = 0
            while i < limit and zr * zr + zi * zi <= 4.0:
                t = zr * zr - zi * zi + cr
                zi = 2.0 * zr * zi + ci
                zr = t
                i += 1
            total += i
            if i == limit:
                inside += 1
            px += 1
        py += 1
    return inside, total


seed = 13
seed = (seed * 3877 + 29573) % 139968
inside, total = mandelbrot(320 + seed % 10, 100)
print(inside)
print(total)
