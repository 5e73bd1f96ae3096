seed = 43


def random(limit):
    global seed
    seed = (seed * 3877 + 29573) % 139968
    return seed % limit


names = ["key" + str(i * 7) for i in range(500)]


def count(rounds):
    counts = {}
    for _ in range(rounds):
        k = random(20000) * 31
        counts[k] = counts[k] + 1 if k in counts else 1
    distinct = 0
    most = 0
    for k, n in counts.items():
        distinct += 1
        if n > most:
            most = n
    return distinct, most


def churn(rounds):
    table = {}
    removed = 0
    total = 0
    for i in range(rounds):
        name = names[random(500)]
        if name in table:
            total += table[name]
            del table[name]
            removed += 1
        else:
            table[name] = i
    return removed, len(table), total % 1000003


for n in count(900000):
    print(n)
for n in churn(900000):
    print(n)
