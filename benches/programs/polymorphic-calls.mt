# One call site, six kinds of shape: dispatch by the receiver.
def makeSquare(side) { return object square { to area() { return side * side } to grow(n) { return makeSquare(side + n) } } }
def makeRectangle(w, h) { return object rectangle { to area() { return w * h } to grow(n) { return makeRectangle(w + n, h) } } }
def makeTriangle(base, height) { return object triangle { to area() { return (base * height) // 2 } to grow(n) { return makeTriangle(base, height + n) } } }
def makeCircle(r) { return object circle { to area() { return (r * r * 355) // 113 } to grow(n) { return makeCircle(r + n) } } }
def makeBlock(shape, count) { return object block { to area() { return shape.area() * count } to grow(n) { return makeBlock(shape.grow(n), count) } } }
def makeFrame(outer, inner) { return object frame { to area() { return outer.area() - inner.area() } to grow(n) { return makeFrame(outer.grow(n), inner) } } }
var seed := 31
def random(limit) {
    seed := (seed * 3877 + 29573) % 139968
    return seed % limit
}
def makeShape(kind) {
    if (kind == 0) { return makeSquare(random(20) + 1) }
    if (kind == 1) { return makeRectangle(random(20) + 1, random(20) + 1) }
    if (kind == 2) { return makeTriangle(random(20) + 1, random(20) + 1) }
    if (kind == 3) { return makeCircle(random(20) + 1) }
    if (kind == 4) { return makeBlock(makeShape(random(4)), random(5) + 1) }
    return makeFrame(makeShape(random(4)), makeShape(random(4)))
}
var shapes := [for _ in (0..!1000) makeShape(random(6))]
for round in (0..!10) {
    var total := 0
    for _ in (0..!400) {
        for shape in (shapes) { total += shape.area() }
    }
    traceln(total)
    shapes := [for shape in (shapes) shape.grow(round % 3)]
}
