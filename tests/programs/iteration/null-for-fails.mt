# An iterator must answer lists: null does not end a loop.
def of(x) { return object it { to _makeIterator() { return object i { to next(_) { return x } } } } }
for k => v in (of(null)) { traceln(k, v) }
