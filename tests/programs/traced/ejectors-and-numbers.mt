# traces 1
# A loop whose handler has an ejector, and whose cells are numbers that the machine converts where a turn begins.
def failures := [].diverge()
def s4(a5):
    return object steps6 {
        to _makeIterator() {
            var i7 := -1
            return object iterator8 {
                to next(ej) {
                    i7 += 1
                    if (i7 >= a5 || i7 > 20) {
                        ej(null)
                    }
                    return [i7, 0]
                }
            }
        }
    }
var x35 := 0
def &x38 := object cell39 {
    to get() {
        return {
            var s40 := 0
            for x41 in (s4(1)) {
                s40 := (s40 + 0) % -1
            }
            s40
        }
    }
    to put(_) {
        x35 := 0
    }
}
for i42 in (0..!100):
    x38 := (x38 + 0) % 1000003
traceln("end")
failures.snapshot()