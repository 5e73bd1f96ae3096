# Slots as values: variables passed by reference, and variables whose reads and writes run code.
var seed := 89
def random(limit) {
    seed := (seed * 3877 + 29573) % 139968
    return seed % limit
}
def increment(&x, n) { x += n }
def exchange(&a, &b) {
    def t := a
    a := b
    b := t
}
def makeBoundedSlot(var value, limit) {
    var overflows := 0
    return object boundedSlot {
        to get() { return value }
        to put(v) {
            if (v > limit) {
                overflows += 1
                value := v % limit
            } else {
                value := v
            }
        }
        to overflows() { return overflows }
    }
}
def makeDerivedSlot(slots) {
    return object derivedSlot {
        to get() {
            var sum := 0
            for s in (slots) { sum += s.get() }
            return sum
        }
    }
}
def run(rounds) {
    var a := 1
    var b := 2
    def slot := makeBoundedSlot(0, 1000)
    def &bounded := slot
    def &total := makeDerivedSlot([&a, &b, slot])
    var check := 0
    for i in (0..!rounds) {
        increment(&a, random(7))
        increment(&b, 3)
        if (i % 4 == 0) { exchange(&a, &b) }
        bounded += random(50)
        if (a > 5000) { a := 1 }
        if (b > 5000) { b := 1 }
        check := (check * 3 + total) % 1000003
    }
    return [a, b, bounded, slot.overflows(), check]
}
for n in (run(700000)) { traceln(n) }
