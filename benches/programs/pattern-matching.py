seed = 97


def random(limit):
    global seed
    seed = (seed * 3877 + 29573) % 139968
    return seed % limit


def generate(depth):
    if depth == 0:
        return ["num", random(10)] if random(2) == 0 else ["var"]
    kind = random(4)
    if kind == 0:
        return ["neg", generate(depth - 1)]
    left = generate(depth - 1)
    right = generate(depth - 1)
    return ["mul", left, right] if kind == 1 else ["add", left, right]


def derive(e):
    match e:
        case ["num", _]:
            return ["num", 0]
        case ["var"]:
            return ["num", 1]
        case ["neg", a]:
            return ["neg", derive(a)]
        case ["add", a, b]:
            return ["add", derive(a), derive(b)]
        case ["mul", a, b]:
            return ["add", ["mul", derive(a), b], ["mul", a, derive(b)]]


def simplify(e):
    match e:
        case ["neg", a]:
            match simplify(a):
                case ["num", n]:
                    return ["num", -n]
                case ["neg", b]:
                    return b
                case other:
                    return ["neg", other]
        case ["add", a, b]:
            match [simplify(a), simplify(b)]:
                case [["num", m], ["num", n]]:
                    return ["num", m + n]
                case [["num", 0], x]:
                    return x
                case [x, ["num", 0]]:
                    return x
                case [x, y]:
                    return ["add", x, y]
        case ["mul", a, b]:
            match [simplify(a), simplify(b)]:
                case [["num", m], ["num", n]]:
                    return ["num", m * n]
                case [["num", 0], _]:
                    return ["num", 0]
                case [_, ["num", 0]]:
                    return ["num", 0]
                case [["num", 1], x]:
                    return x
                case [x, ["num", 1]]:
                    return x
                case [x, y]:
                    return ["mul", x, y]
        case other:
            return other


def evaluate(e, x):
    match e:
        case ["num", n]:
            return n
        case ["var"]:
            return x
        case ["neg", a]:
            return -evaluate(a, x)
        case ["add", a, b]:
            return (evaluate(a, x) + evaluate(b, x)) % 1000003
        case ["mul", a, b]:
            return (evaluate(a, x) * evaluate(b, x)) % 1000003


def size(e):
    _, *children = e
    n = 1
    for c in children:
        match c:
            case [_, *_]:
                n += size(c)
    return n


total = 0
nodes = 0
for k in range(7500):
    d = simplify(derive(simplify(generate(6))))
    nodes += size(d)
    total = (total + evaluate(d, k % 10)) % 1000003
print(nodes)
print(total)
