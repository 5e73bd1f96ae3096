# traces 1, whole
# Slots that are passed, and slots whose reads and writes are calls.
def increment(&x, n) { x += n }
def exchange(&a, &b) {
    def t := a
    a := b
    b := t
}
def makeSlot(var value) {
    var writes := 0
    return object slot {
        to get() { return value }
        to put(v) {
            writes += 1
            value := v % 1000
        }
        to writes() { return writes }
    }
}
def run(rounds) {
    var a := 1
    var b :Int := 2
    def slot := makeSlot(0)
    def &own := slot
    var check := 0
    for i in (0..!rounds) {
        increment(&a, 3)
        increment(&b, i % 7)
        if (i % 4 == 0) { exchange(&a, &b) }
        own += i % 50
        check := (check * 3 + own + a) % 1000003
    }
    return [a, b, own, slot.writes(), check]
}
for n in (run(3000)) { traceln(n) }
