# An iterator must answer lists.
def of(x) { return object it { to _makeIterator() { return object i { to next(_) { return x } } } } }
for v in (of(7)) { traceln(v) }
