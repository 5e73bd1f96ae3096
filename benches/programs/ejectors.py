class Eject(Exception):
    def __init__(self, value):
        self.value = value


seed = 41


def random(limit):
    global seed
    seed = (seed * 3877 + 29573) % 139968
    return seed % limit


rows = [[random(5000) for _ in range(60)] for _ in range(60)]


def found(value):
    raise Eject(value)


def visit(row, wanted, found):
    for i, x in enumerate(row):
        if x == wanted:
            found(i)


def search(wanted):
    try:
        for row in rows:
            visit(row, wanted, found)
        return -1
    except Eject as e:
        return e.value


def parse_digits(text, ej):
    n = 0
    for c in text:
        if c < "0" or c > "9":
            ej(n)
        n = n * 10 + (ord(c) - 48)
    return n


texts = ["12345", "12x45", "9", "77y", "", "z1", "40320", "99999a"]
hits = 0
total = 0
for k in range(5000):
    at = search(random(5000))
    if at >= 0:
        hits += 1
        total += at
print(hits)
print(total)
parsed = 0
failed = 0
for k in range(500000):
    text = texts[k % 8]
    try:
        parsed += parse_digits(text, found)
    except Eject as e:
        failed += e.value + 1
print(parsed)
print(failed)
