def early() { return late() }
def late() { return 1 }
def change() { return count }
var count := 0
if (count == 0) { def inner := 1; traceln(inner) }
traceln(inner)
def other(elsewhere) { return elsewhere }
traceln(elsewhere)
def values := [for crab in (1..3) crab]
traceln(crab)
def stop() { break }
for turn in (1..2) { traceln(turn) }
return 3
