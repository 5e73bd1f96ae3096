# traces 1, exits
# Names that each turn sets before it reads them, and one that it only sets.

var last := null
var before := null
var i := 0
while (i < 500):
    def here := i + 1
    before := last
    last := here
    i := here
traceln([before, last, i])
