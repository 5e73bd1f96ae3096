# endless
# Elements that compare differently each time they are asked.
var n := 1
def makeElement() {
    return object element {
        to op__cmp(_) {
            n := (n * 1103515245 + 12345) % 2147483648
            return (n // 65536 % 3 - 1) * 1.0
        }
    }
}
def xs := [for _ in (0..!2000) makeElement()]
while (true) { xs.sort() }
