seed = 109


def random(limit):
    global seed
    seed = (seed * 3877 + 29573) % 139968
    return seed % limit


opened = 0
closed = 0


class Problem(Exception):
    pass


def risky(depth, n):
    if depth == 0:
        if n % 3 == 0:
            raise Problem(n)
        return n
    return risky(depth - 1, n) + 1


def with_resource(n):
    global opened, closed
    opened += 1
    try:
        return risky(4, n)
    finally:
        closed += 1


def retrying(n):
    attempt = n
    while True:
        try:
            return with_resource(attempt)
        except Problem:
            attempt += 1


def rethrowing(n):
    try:
        try:
            return with_resource(n)
        except Problem as problem:
            raise problem
    except Problem:
        return -1


total = 0
for _ in range(300000):
    total = (total + retrying(random(1000)) + rethrowing(random(1000))) % 1000003
print(total)
print(opened)
print(closed)
