from math import floor

seed = 83


def is_int(x):
    if not isinstance(x, int):
        raise TypeError(x)
    return x


def random(limit):
    is_int(limit)
    global seed
    seed = (seed * 3877 + 29573) % 139968
    return is_int(seed % limit)


def clamp(n, low, high):
    is_int(n)
    is_int(low)
    is_int(high)
    return is_int(low if n < low else high if n > high else n)


def percent(n):
    is_int(n)
    if n < 0 or n > 100:
        raise ValueError(n)
    result = n / 100.0
    if not isinstance(result, float):
        raise TypeError(result)
    return result


def describe(name, flag, tag):
    if not isinstance(name, str):
        raise TypeError(name)
    if not isinstance(flag, bool):
        raise TypeError(flag)
    if tag is not None and not isinstance(tag, str):
        raise TypeError(tag)
    size = is_int(len(name))
    if flag:
        size = is_int(size + 1)
    if tag is not None:
        size = is_int(size + len(tag))
    return is_int(size)


class Account:
    def __init__(self, owner):
        if not isinstance(owner, str):
            raise TypeError(owner)
        self._owner = owner
        self._balance = 0

    def deposit(self, amount):
        is_int(amount)
        if amount < 0:
            raise ValueError(amount)
        self._balance = is_int(self._balance + amount)
        return is_int(self._balance)

    def owner(self):
        return self._owner


def total_of(items):
    for n in items:
        is_int(n)
    total = 0
    for n in items:
        is_int(n)
        total = is_int(total + n)
    return is_int(total)


def main():
    account = Account("ann")
    score = 0
    ratio = 0.0
    refused = 0
    short = [random(50) for _ in range(12)]
    for i in range(400000):
        is_int(i)
        score = is_int((score + clamp(random(200), 20, 150)) % 1000003)
        ratio = ratio * 0.5 + percent(random(101))
        if not isinstance(ratio, float):
            raise TypeError(ratio)
        score = is_int(score + describe("name", i % 2 == 0, "tag" if i % 3 == 0 else None))
        score = is_int((score + account.deposit(random(10))) % 1000003)
        if i % 10 == 0:
            score = is_int(score + total_of(short))
        if i % 50 == 0:
            try:
                percent(101 + random(5))
            except ValueError:
                refused = is_int(refused + 1)
    print(score)
    print(floor(ratio * 1000.0))
    print(refused)


main()
