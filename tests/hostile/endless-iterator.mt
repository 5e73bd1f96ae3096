# endless
object forever { to _makeIterator() { return object iterator { to next(ej) { return [1, 2] } } } }
for x in (forever) { x + 1 }
