seed = 67


def random(limit):
    global seed
    seed = (seed * 3877 + 29573) % 139968
    return seed % limit


def word(n):
    return "".join([chr(97 + random(5)) for _ in range(n)])


def distance(a, b):
    previous = [j for j in range(len(b) + 1)]
    for i, x in enumerate(a):
        row = [i + 1]
        for j, y in enumerate(b):
            best = previous[j]
            if x != y:
                best += 1
                if previous[j + 1] < best:
                    best = previous[j + 1] + 1
                if row[j] < best:
                    best = row[j] + 1
            row.append(best)
        previous = row
    return previous[-1]


total = 0
for _ in range(1300):
    total += distance(word(60 + random(20)), word(60 + random(20)))
print(total)
