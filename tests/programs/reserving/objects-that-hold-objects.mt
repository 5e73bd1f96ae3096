# Objects with state, delegation, matchers and guarded slots, kept in collections and compared.
def makeCell(var value :Int) {
    return object cell {
        to get() { return value }
        to put(v :Int) { value := v; return cell }
        to _printOn(out) { out.print(`<cell $value>`) }
    }
}
def makeLogged(inner, log) {
    return object logged extends inner {
        to put(v) { log.push(["put", v]); inner.put(v); return logged }
        match [verb, args, named] { log.push([verb, args]); M.call(inner, verb, args, named) }
    }
}
def log := [].diverge()
def cells := [for i in (1..4) makeLogged(makeCell(i), log)]
for cell in (cells) { cell.put(cell.get() * 7) }
traceln([for cell in (cells) cell.get()])
traceln(log)
def bySize := [for cell in (cells) cell => cell.get()]
traceln(bySize[cells[2]], bySize.contains(makeCell(3)))
var first :Int := 1
def second := &first
second.put(5)
traceln([first, try { first := "no" } catch p { "refused" }])
interface Shape { to area() }
object square as Shape { to area() { return 4 } }
traceln([square =~ _ :Shape, 5 =~ _ :Shape])
