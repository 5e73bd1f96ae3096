seed = 53


def random(limit):
    global seed
    seed = (seed * 3877 + 29573) % 139968
    return seed % limit


pieces = ["let", "total", "x1", "+", "(", ")", "3141", "  ", '"text here"', "while", ";\n", "27", "="]
source = "".join([pieces[random(13)] + " " for _ in range(6000)])


def scan(text):
    names = 0
    numbers = 0
    strings = 0
    marks = 0
    lines = 1
    value = 0
    i = 0
    n = len(text)
    while i < n:
        c = text[i]
        if c == " ":
            i += 1
        elif c == "\n":
            lines += 1
            i += 1
        elif c >= "a" and c <= "z":
            start = i
            while i < n and ((text[i] >= "a" and text[i] <= "z") or (text[i] >= "0" and text[i] <= "9")):
                i += 1
            if text[start:i] != "while":
                names += 1
        elif c >= "0" and c <= "9":
            number = 0
            while i < n and text[i] >= "0" and text[i] <= "9":
                number = number * 10 + (ord(text[i]) - 48)
                i += 1
            value = (value + number) % 1000003
            numbers += 1
        elif c == '"':
            i += 1
            while text[i] != '"':
                i += 1
            i += 1
            strings += 1
        else:
            marks += 1
            i += 1
    return [names, numbers, strings, marks, lines, value]


def occurrences(text, needle):
    found = 0
    at = text.find(needle)
    while at >= 0:
        found += 1
        at = text.find(needle, at + 1)
    return found


result = []
for _ in range(240):
    result = scan(source)
for n in result:
    print(n)
for word in ["total", "while", "x1 x1", "none"]:
    print(occurrences(source, word))
