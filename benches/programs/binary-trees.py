def build(depth):
    return [None, None] if depth == 0 else [build(depth - 1), build(depth - 1)]


def check(tree):
    left = tree[0]
    return 1 if left is None else 1 + check(left) + check(tree[1])


def run(max_depth):
    long_lived = build(max_depth)
    depth = 4
    while depth <= max_depth:
        iterations = 2 ** (max_depth - depth + 4)
        total = 0
        for _ in range(iterations):
            total += check(build(depth))
        print(total)
        depth += 4
    print(check(long_lived))


seed = 17
for _ in range(2):
    seed = (seed * 3877 + 29573) % 139968
    run(14 + seed % 2)
