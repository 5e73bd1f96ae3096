# What `_printOn` is handed may be any object; it need not be a printer.
object other {
    to print(text) { traceln("printed", text); return "done" }
}
object described {
    to f(x) { return x }
}
def facts := described._getAllegedInterface()
def things := [1..3, 0..!0, Int >= 3, Double < 0.5, facts, facts.getMethods().asList()[0], _makeInt.withRadix(16), null, other]
for thing in (things) {
    traceln(thing._printOn(other))
    for out in ([null, 7, 'a', "text", [], [1 => 2], escape ej { ej }]) {
        try { thing._printOn(out) } catch _ { traceln("refused") }
    }
}
