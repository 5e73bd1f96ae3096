def triples(n):
    return [len([[a, b] for b in range(a, n + 1) if a * a + b * b <= n * n]) for a in range(1, n + 1)]


class Steps:
    def __init__(self, first, limit, step):
        self.first = first
        self.limit = limit
        self.step = step

    def __iter__(self):
        return StepIterator(self.first, self.limit, self.step)


class StepIterator:
    def __init__(self, first, limit, step):
        self.i = -1
        self.at = first - step
        self.limit = limit
        self.step = step

    def __next__(self):
        self.i += 1
        self.at += self.step
        if self.at > self.limit:
            raise StopIteration
        return self.i, self.at


def histogram(items):
    groups = {}
    for x in items:
        groups[x % 17] = groups.get(x % 17, 0) + 1
    return {k: v * k for k, v in groups.items() if v > 1}


def total_of(items):
    total = 0
    for x in items:
        total += x
    return total


seed = 127
for _ in range(160):
    seed = (seed * 3877 + 29573) % 139968
    n = 100 + seed % 50
    print(total_of(triples(n)))
    squares = [x * x + i // 2 for i, x in Steps(1, 20000, 3)]
    print(total_of([x // 2 for x in squares if x % 2 == 0]) % 1000003)
    print(total_of(histogram([x % (n + 100) for x in squares]).values()))
