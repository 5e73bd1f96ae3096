seed = 101


def random(limit):
    global seed
    seed = (seed * 3877 + 29573) % 139968
    return seed % limit


hosts = ["localhost", "example.org", "monte.test", "10.0.0.1"]
paths = ["index", "a/b/c", "search", "img"]


def make_line(i):
    host = hosts[random(4)]
    kind = random(4)
    if kind == 0:
        return f"GET http://{host}/{paths[random(4)]}?id={i}"
    if kind == 1:
        return f"PUT http://{host}:{8000 + random(10)}/{paths[random(4)]} {random(1000)} bytes"
    if kind == 2:
        return f"name=user{i}; age={random(90)}"
    return f"# note {i}"


def parse(line):
    if line.startswith("GET http://"):
        host, mark, rest = line[11:].partition("/")
        if mark:
            path, mark, id = rest.partition("?id=")
            if mark:
                return len(host) + len(path) + int(id)
    if line.startswith("PUT http://"):
        host, mark, rest = line[11:].partition(":")
        if mark:
            port, mark, rest = rest.partition("/")
            if mark:
                path, mark, rest = rest.partition(" ")
                if mark:
                    n, mark, rest = rest.partition(" bytes")
                    if mark and rest == "":
                        return len(host) + int(port) + len(path) + int(n)
    if line.startswith("name="):
        name, mark, age = line[5:].partition("; age=")
        if mark:
            return len(name) + int(age)
    if line.startswith("# "):
        return len(line[2:])
    return 0


def show(a, b):
    both = f"({a}, {b})"
    x, mark, rest = both[1:].partition(", ")
    y, mark, rest = rest.partition(")")
    return len(f"{x}{y}") + len(both)


total = 0
for i in range(300000):
    total = (total + parse(make_line(i)) + show(i, random(1000))) % 1000003
print(total)
