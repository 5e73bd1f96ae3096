# traces 1, whole
# Loops over what makes its own iterators.
def makeSteps(first, limit, step) {
    return object steps {
        to _makeIterator() {
            var i := -1
            var at := first - step
            return object stepIterator {
                to next(ej) {
                    i += 1
                    at += step
                    if (at > limit) { ej(null) }
                    return [i, at]
                }
            }
        }
    }
}
var sum := 0
for i => x in (makeSteps(1, 9000, 3)) { sum := (sum + i * x) % 1000003 }
traceln(sum)
traceln([for x in (makeSteps(0, 2000, 2)) x * x].size())
