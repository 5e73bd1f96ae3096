seed = 89


def random(limit):
    global seed
    seed = (seed * 3877 + 29573) % 139968
    return seed % limit


class Slot:
    def __init__(self, value):
        self.value = value

    def get(self):
        return self.value

    def put(self, v):
        self.value = v


def increment(x, n):
    x.put(x.get() + n)


def exchange(a, b):
    t = a.get()
    a.put(b.get())
    b.put(t)


class BoundedSlot:
    def __init__(self, value, limit):
        self.value = value
        self.limit = limit
        self.overflows = 0

    def get(self):
        return self.value

    def put(self, v):
        if v > self.limit:
            self.overflows += 1
            self.value = v % self.limit
        else:
            self.value = v


class DerivedSlot:
    def __init__(self, slots):
        self.slots = slots

    def get(self):
        total = 0
        for s in self.slots:
            total += s.get()
        return total


def run(rounds):
    a = Slot(1)
    b = Slot(2)
    bounded = BoundedSlot(0, 1000)
    total = DerivedSlot([a, b, bounded])
    check = 0
    for i in range(rounds):
        increment(a, random(7))
        increment(b, 3)
        if i % 4 == 0:
            exchange(a, b)
        bounded.put(bounded.get() + random(50))
        if a.get() > 5000:
            a.put(1)
        if b.get() > 5000:
            b.put(1)
        check = (check * 3 + total.get()) % 1000003
    return [a.get(), b.get(), bounded.get(), bounded.overflows, check]


for n in run(700000):
    print(n)
