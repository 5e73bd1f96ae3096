seed = 79


def random(limit):
    global seed
    seed = (seed * 3877 + 29573) % 139968
    return seed % limit


words = ["name", "size", 'tag "q"', "list", "tab\tbed", "id", "value", "back\\slash"]


def generate(depth):
    kind = random(4) if depth == 0 else random(6)
    if kind == 0:
        return random(100000) - 50000
    if kind == 1:
        return words[random(8)]
    if kind == 2:
        return random(2) == 0
    if kind == 3:
        return None
    if kind == 4:
        return [generate(depth - 1) for _ in range(random(6) + 1)]
    out = {}
    for _ in range(random(6) + 1):
        k = words[random(8)]
        out[k] = generate(depth - 1)
    return out


def quote(text):
    parts = ['"']
    for c in text:
        if c == '"':
            parts.append('\\"')
        elif c == "\\":
            parts.append("\\\\")
        elif c == "\t":
            parts.append("\\t")
        else:
            parts.append(c)
    parts.append('"')
    return "".join(parts)


def to_text(value):
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return quote(value)
    if isinstance(value, list):
        return "[" + ",".join([to_text(x) for x in value]) + "]"
    return "{" + ",".join([quote(k) + ":" + to_text(v) for k, v in value.items()]) + "}"


def parse(text):
    i = 0

    def string():
        nonlocal i
        i += 1
        parts = []
        while True:
            c = text[i]
            i += 1
            if c == '"':
                return "".join(parts)
            if c == "\\":
                e = text[i]
                i += 1
                parts.append("\t" if e == "t" else e)
            else:
                parts.append(c)

    def number():
        nonlocal i
        start = i
        if text[i] == "-":
            i += 1
        while i < len(text) and text[i] >= "0" and text[i] <= "9":
            i += 1
        return int(text[start:i])

    def value():
        nonlocal i
        c = text[i]
        if c == "[":
            out = []
            while text[i] != "]":
                i += 1
                out.append(value())
            i += 1
            return out
        if c == "{":
            out = {}
            while text[i] != "}":
                i += 1
                k = string()
                i += 1
                out[k] = value()
            i += 1
            return out
        if c == '"':
            return string()
        if c == "t":
            i += 4
            return True
        if c == "f":
            i += 5
            return False
        if c == "n":
            i += 4
            return None
        return number()

    return value()


size = 0
same = 0
for round in range(80):
    document = [generate(5) for _ in range(60)]
    text = to_text(document)
    size += len(text)
    if to_text(parse(text)) == text:
        same += 1
print(size)
print(same)
