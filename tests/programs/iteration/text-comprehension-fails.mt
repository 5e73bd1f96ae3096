# An iterator must answer lists: a text of two is none.
def of(x) { return object it { to _makeIterator() { return object i { to next(_) { return x } } } } }
traceln([for v in (of("ab")) v])
