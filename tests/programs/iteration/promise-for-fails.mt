# An iterator must answer near lists.
def of(x) { return object it { to _makeIterator() { return object i { to next(_) { return x } } } } }
def [p, _] := Ref.promise()
for k => v in (of(p)) { traceln(k, v) }
