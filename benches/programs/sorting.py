seed = 61


def random(limit):
    global seed
    seed = (seed * 3877 + 29573) % 139968
    return seed % limit


def weigh(items, f):
    total = 0
    for i, x in enumerate(items):
        total = (total + (i + 1) * f(x)) % 1000003
    return total


for _ in range(12):
    numbers = [random(139968) for _ in range(50000)]
    print(weigh(sorted(numbers), lambda x: x))
    strings = [str(n) + "k" for n in numbers[:20000]]
    print(weigh(sorted(strings), lambda s: len(s)))
    pairs = [[n % 100, i] for i, n in enumerate(numbers[:20000])]
    print(weigh(sorted(pairs), lambda p: p[1]))
