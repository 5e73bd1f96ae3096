# Takeuchi's function: calls with three arguments and deep argument recursion.
def tak(x, y, z) {
    return if (y >= x) { z } else { tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y)) }
}
var seed := 7
for i in (0..!180) {
    seed := (seed * 3877 + 29573) % 139968
    traceln(tak(18 + (seed % 2), 12, 6))
}
