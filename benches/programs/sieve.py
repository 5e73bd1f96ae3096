def sieve(limit):
    composite = [False] * (limit + 1)
    count = 0
    i = 2
    while i <= limit:
        if not composite[i]:
            count += 1
            j = i * i
            while j <= limit:
                composite[j] = True
                j += i
        i += 1
    return count


seed = 11
for _ in range(4):
    seed = (seed * 3877 + 29573) % 139968
    print(sieve(800000 + seed))
