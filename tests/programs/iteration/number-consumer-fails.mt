# A loop that is driven by hand asks for lists as well.
def of(x) { return object it { to _makeIterator() { return object i { to next(_) { return x } } } } }
object eater { to run(_, v) { traceln(v) } }
_loop.run(of(7), eater)
