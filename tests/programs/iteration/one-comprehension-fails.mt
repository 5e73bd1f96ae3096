# An iterator must answer pairs, in a comprehension too.
def of(x) { return object it { to _makeIterator() { return object i { to next(_) { return x } } } } }
traceln([for v in (of(["a"])) v])
