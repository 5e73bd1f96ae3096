around = [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)]


def step(cells):
    counts = {}
    for x, y in cells:
        for dx, dy in around:
            c = (x + dx, y + dy)
            counts[c] = counts[c] + 1 if c in counts else 1
    next = set()
    for c, n in counts.items():
        if n == 3 or (n == 2 and c in cells):
            next.add(c)
    return next


seed = 113
cells = set()
for x in range(40):
    for y in range(40):
        seed = (seed * 3877 + 29573) % 139968
        if seed > 95000:
            cells.add((x, y))
board = cells
for generation in range(1, 1201):
    board = step(board)
    if generation % 200 == 0:
        print(len(board))
total = 0
for x, y in board:
    total += x * 7 + y
print(total)
