# A chain of pairs, compared with its end at each step: the chain is looked through once.
var chain := null
for i in (0..!30000) { chain := [i, chain] }
def length(var link) {
    var n := 0
    while (link != null) {
        n += 1
        link := link[1]
    }
    return n
}
traceln(length(chain))
# What is not settled is looked at again.
def p
def open := [1, [2, p]]
traceln(_equalizer.isSettled(open), _equalizer.isSettled(chain))
bind p := [3, null]
traceln(_equalizer.isSettled(open), open == [1, [2, [3, null]]], length(open))
object o {}
var objects := null
for i in (0..!30000) { objects := [o, objects] }
traceln(length(objects), objects == null, [objects].asSet().size())
