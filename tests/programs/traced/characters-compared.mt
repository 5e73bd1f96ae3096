# traces 1, whole
# Characters in their order, beside constants and each other, and what is no character.
def text := "while (x1 < 10) { y := \"abc\" + 'd'; é := '€' }"
def kind(c) {
    return if (c >= 'a' && c <= 'z') { 1 } else if (c >= '0' && c <= '9') { 2 } else if (c > '~') { 3 } else { 4 }
}
var sums := [0, 0, 0, 0, 0]
var last := ' '
var rises := 0
for i in (0..!4000) {
    def c := text[i % text.size()]
    def k := kind(c)
    sums with= (k, sums[k] + 1)
    if (last < c) { rises += 1 }
    if ((c <=> 'e') || c == 'x') { rises += 2 }
    last := c
}
traceln(sums)
traceln(rises)
var refused := 0
for i in (0..!1000) {
    try {
        if ((if (i % 10 == 0) { "a" } else { 'b' }) < 'c') { refused += 0 }
    } catch _ { refused += 1 }
}
traceln(refused)
