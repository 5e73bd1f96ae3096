seed = 47


def random(limit):
    global seed
    seed = (seed * 3877 + 29573) % 139968
    return seed % limit


words = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]


def appended(n):
    out = ""
    for _ in range(n):
        out += words[random(8)] + " "
    return out


def letters(n):
    out = ""
    for _ in range(n):
        out += chr(97 + random(26))
    return out


def joined(n):
    parts = []
    for i in range(n):
        parts.append(str(i) + "=" + str(random(1000)))
    return ",".join(parts)


def checksum(text):
    total = 0
    for c in text:
        total = (total * 31 + ord(c)) % 1000003
    return total


def main():
    size = 0
    check = 0
    for k in range(8000):
        a = appended(100 + k % 7)
        b = letters(100)
        c = joined(60)
        size += len(a) + len(b) + len(c)
        check = (check + checksum(b) + checksum(c[0:50]) + a.find("theta")) % 1000003
    print(size)
    print(check)


main()
