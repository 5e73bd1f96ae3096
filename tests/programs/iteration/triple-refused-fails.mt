# A consumer without a run/2 refuses what it does not take.
def of(x) { return object it { to _makeIterator() { return object i { to next(_) { return x } } } } }
object eater { to run(x) { traceln(x) } }
_loop.run(of([1, 2, 3]), eater)
