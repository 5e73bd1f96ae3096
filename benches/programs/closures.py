def make_counter(step):
    n = 0

    def bump():
        nonlocal n
        n += step
        return n

    def reset():
        nonlocal n
        n = 0

    return [bump, reset]


def compose(f, g):
    return lambda x: g(f(x))


def fold(items, acc, f):
    for x in items:
        acc = f(acc, x)
    return acc


def adder(a):
    return lambda b: lambda c: (a + b * c) % 65521


def map_(items, f):
    out = []
    for x in items:
        out.append(f(x))
    return out


def filter_(items, f):
    out = []
    for x in items:
        if f(x):
            out.append(x)
    return out


seed = 37


def random(limit):
    global seed
    seed = (seed * 3877 + 29573) % 139968
    return seed % limit


numbers = [random(1000) for _ in range(1000)]


def stage(i):
    return lambda x: (x * 3 + i) % 1009


def round_(k):
    bump, reset = make_counter(k % 5 + 1)
    pipeline = lambda x: x + k
    for i in range(8):
        pipeline = compose(pipeline, stage(i))
    kept = filter_(numbers, lambda x: (x + bump()) % 3 != 0)
    total = fold(map_(kept, pipeline), 0, lambda a, b: a + b)
    mixed = fold(numbers, k, lambda a, b: adder(a)(b)(k))
    last = bump()
    reset()
    return (total + mixed + last + bump()) % 1000003


total = 0
for k in range(500):
    total += round_(k)
print(total)
