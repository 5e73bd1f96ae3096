def longest(limit):
    best = 0
    best_start = 0
    for start in range(1, limit):
        n = start
        steps = 0
        while n != 1:
            n = n // 2 if n % 2 == 0 else 3 * n + 1
            steps += 1
        if steps > best:
            best = steps
            best_start = start
    return [best_start, best]


seed = 5
seed = (seed * 3877 + 29573) % 139968
start, steps = longest(100000 + seed % 1000)
print(start)
print(steps)
