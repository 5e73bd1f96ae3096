# Lists in which elements are replaced, and their older versions.
def long := [for i in (0..!100) i]

# The newest version, over and over.
var xs := long
for i in (0..!1000):
    xs with= (i % 100, xs[i % 100] + 1)
traceln(xs.slice(0, 5), xs.size(), xs == [for i in (0..!100) i + 10], long[99])

# Every version of a walk, kept and looked at in all ways.
def versions := [].diverge()
xs := long
for i in (0..!40):
    xs with= (i * 2, -i)
    versions.push(xs)
def sum(list):
    var s := 0
    for x in (list):
        s += x
    return s
traceln([for v in (versions) sum(v)])
traceln(versions[3] == versions[3], versions[3] == versions[4], versions[0].with(0, 0) == long)
traceln(versions[0].slice(0, 4), versions[1].slice(0, 4), versions[2].slice(0, 6))
traceln(M.toString(versions[1]).size(), versions[5].reverse().last(), versions[7].indexOf(-7))
traceln([versions[20] => 1, versions[21] => 2][versions[20]])
traceln([versions[9], versions[8], long].sort()[2] == long)
traceln(versions[10] + versions[11].slice(0, 2) == versions[10].with(0).with(1))
traceln(_makeMap.fromPairs([[versions[12], 1]]).getKeys()[0] == versions[12])

# A pattern with all the elements, and a list that is superseded while it is walked through.
def thirtyThree := [for i in (0..!33) i]
def other := thirtyThree.with(0, "a")
def newest := other.with(1, "b")
def [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, a1, b1, c1, d1, e1, f1, g1] := other
traceln(a, b, g1, newest[1])
def before := thirtyThree.with(0, "x")
before.with(1, "y")
traceln(escape ej { def [_, _] exit ej := before; "two" } catch problem { problem.contains("(needed 2, got 33)") })
var walked := long
var seen := 0
for index => element in (long.with(0, 5)):
    walked with= (index, element * 2)
    seen += element
traceln(seen, walked[0], walked[99])
def start := long.with(3, "start")
var now := start
for element in (start):
    now with= (50, element)
    if (element == 60) { break }
traceln(start[50], now[50], start == long.with(3, "start"))

# By turns with appending, and through slots, arguments and results.
var grown := long
for n in (0..!500):
    grown := grown.with(n).with(n, [n])
traceln(grown.size(), grown[499], grown.last(), long.size())
def replaced(list, at):
    return if (at >= list.size()) { list } else { replaced(list.with(at, at * at), at + 1) }
traceln(replaced(long, 0).slice(95), long.slice(95))
def slot := &walked
slot.put(slot.get().with(1, "through a slot"))
traceln(walked.slice(0, 3))
