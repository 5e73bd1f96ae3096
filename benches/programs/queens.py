def queens(n):
    columns = [False] * n
    up = [False] * (2 * n)
    down = [False] * (2 * n)
    found = 0

    def place(row):
        nonlocal found
        if row == n:
            found += 1
            return
        for c in range(n):
            if not columns[c] and not up[row + c] and not down[row - c + n]:
                columns[c] = True
                up[row + c] = True
                down[row - c + n] = True
                place(row + 1)
                columns[c] = False
                up[row + c] = False
                down[row - c + n] = False

    place(0)
    return found


seed = 23
for _ in range(30):
    seed = (seed * 3877 + 29573) % 139968
    print(queens(10 - seed % 2))
