class Square:
    def __init__(self, side):
        self.side = side

    def area(self):
        return self.side * self.side

    def grow(self, n):
        return Square(self.side + n)


class Rectangle:
    def __init__(self, w, h):
        self.w = w
        self.h = h

    def area(self):
        return self.w * self.h

    def grow(self, n):
        return Rectangle(self.w + n, self.h)


class Triangle:
    def __init__(self, base, height):
        self.base = base
        self.height = height

    def area(self):
        return (self.base * self.height) // 2

    def grow(self, n):
        return Triangle(self.base, self.height + n)


class Circle:
    def __init__(self, r):
        self.r = r

    def area(self):
        return (self.r * self.r * 355) // 113

    def grow(self, n):
        return Circle(self.r + n)


class Block:
    def __init__(self, shape, count):
        self.shape = shape
        self.count = count

    def area(self):
        return self.shape.area() * self.count

    def grow(self, n):
        return Block(self.shape.grow(n), self.count)


class Frame:
    def __init__(self, outer, inner):
        self.outer = outer
        self.inner = inner

    def area(self):
        return self.outer.area() - self.inner.area()

    def grow(self, n):
        return Frame(self.outer.grow(n), self.inner)


seed = 31


def random(limit):
    global seed
    seed = (seed * 3877 + 29573) % 139968
    return seed % limit


def make_shape(kind):
    if kind == 0:
        return Square(random(20) + 1)
    if kind == 1:
        return Rectangle(random(20) + 1, random(20) + 1)
    if kind == 2:
        return Triangle(random(20) + 1, random(20) + 1)
    if kind == 3:
        return Circle(random(20) + 1)
    if kind == 4:
        return Block(make_shape(random(4)), random(5) + 1)
    return Frame(make_shape(random(4)), make_shape(random(4)))


def main():
    shapes = [make_shape(random(6)) for _ in range(1000)]
    for round in range(10):
        total = 0
        for _ in range(400):
            for shape in shapes:
                total += shape.area()
        print(total)
        shapes = [shape.grow(round % 3) for shape in shapes]


main()
