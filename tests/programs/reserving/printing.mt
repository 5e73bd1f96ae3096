# Printing that calls programs, deep and with cycles.
def makeNode(name, next) {
    return object node {
        to _printOn(out) { out.print("<"); out.print(name); out.print(" "); out.print(next); out.print(">") }
    }
}
var chain := null
for i in (0..!90) { chain := makeNode(i, chain) }
traceln(chain)
def cycle := [1, cycle, [1 => cycle]]
traceln(cycle)
object selfish { to _printOn(out) { out.print([selfish, cycle]) } }
traceln(selfish, M.toQuote(["a", 'b', null, 1.5, selfish]))
var nest := []
for i in (0..!150) { nest := [nest, i] }
traceln(nest)
object broken { to _printOn(out) { out.print("before"); throw("no") } }
traceln([broken, 1], try { 1.nope([broken, "x"]) } catch p { `$p`.size() })
