# A consumer with a run/2 of its own takes pairs only.
def of(x) { return object it { to _makeIterator() { return object i { to next(_) { return x } } } } }
object eater { to run(_, v) { traceln(v) } }
_loop.run(of([1, 2, 3]), eater)
