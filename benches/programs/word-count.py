seed = 107


def random(limit):
    global seed
    seed = (seed * 3877 + 29573) % 139968
    return seed % limit


roots = ["ship", "Sail", "mast", "Rope", "deck", "wind", "Wave", "port", "crew", "star"]
suffixes = ["", "s", "ed", "ing", "er"]
marks = ["", "", ",", ".", "!"]


def make_line():
    return " ".join([roots[random(10)] + suffixes[random(5)] + marks[random(5)] for _ in range(12)])


def strip(word):
    end = len(word)
    while end > 0 and word[end - 1] in ",.!":
        end -= 1
    return word[:end]


def count(lines):
    counts = {}
    for line in lines:
        for raw in line.split(" "):
            word = strip(raw.strip()).lower()
            counts[word] = counts.get(word, 0) + 1
    return counts


lines = [make_line() for _ in range(3000)]
for _ in range(45):
    counts = count(lines)
    ranked = sorted([[-n, word] for word, n in counts.items()])
    print(len(ranked))
    for n, word in ranked[:3]:
        print(-n)
        print('"' + word + '"')
