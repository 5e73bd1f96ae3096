# A region admits its values and refuses others with a message.
def digit := 0..9
traceln(digit(9), digit(10), digit.contains(0), digit.isEmpty(), digit.isFull())
traceln(escape ej { digit.coerce(10, ej) } catch problem { problem })
traceln(escape ej { (Str > "m").coerce("b", ej) } catch problem { problem })
traceln(escape ej { ((1..2) | (8..9)).coerce(5, ej) } catch problem { problem })
def small(n :(Int < 10)) { return n * 2 }
traceln(small(4), try { small(40) } catch _ { "too large" })
