seed = 19


def random(limit):
    global seed
    seed = (seed * 3877 + 29573) % 139968
    return seed % limit


def make_matrix(n):
    return [[random(100) for _ in range(n)] for _ in range(n)]


def product(a, b):
    n = len(a)
    rows = []
    for i in range(n):
        row = a[i]
        out = []
        for j in range(n):
            total = 0
            for k in range(n):
                total += row[k] * b[k][j]
            out.append(total % 1000)
        rows.append(out)
    return rows


def trace(a):
    total = 0
    for i, row in enumerate(a):
        total += row[i]
    return total


n = 150
a = make_matrix(n)
b = make_matrix(n)
c = product(a, b)
print(trace(c))
print(trace(product(c, a)))
print(trace(product(b, c)))
