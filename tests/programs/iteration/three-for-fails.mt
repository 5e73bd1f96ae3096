# An iterator must answer pairs.
def of(x) { return object it { to _makeIterator() { return object i { to next(_) { return x } } } } }
for k => v in (of([1, 2, 3])) { traceln(k, v) }
