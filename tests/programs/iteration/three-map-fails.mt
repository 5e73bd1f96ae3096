# An iterator must answer pairs, in a comprehension of a map too.
def of(x) { return object it { to _makeIterator() { return object i { to next(_) { return x } } } } }
traceln([for k => v in (of([1, 2, 3])) k => v])
