# The helpers that loops expand to, called directly, with iterables of the program's own.
def countdown(from) {
    return object countdown {
        to _makeIterator() {
            var n := from
            return object it { to next(ej) { if (n == 0) { ej("done") }; n -= 1; return [from - n, n] } }
        }
    }
}
def log := [].diverge()
traceln(_loop(countdown(3), fn k, v { log.push([k, v]) }), log, _makeList.fromIterable(countdown(4)))
traceln(_accumulateList(countdown(4), fn _, v, skip { if (v == 2) { skip() }; v }), _accumulateMap("ab", fn k, v, _ { [v, k] }))
traceln([for k => v in (countdown(2)) k => v], for v in (countdown(9)) { if (v == 5) { break "left" } })
log.clear()
log.extend(countdown(3))
traceln(log, try { for x in (5) { x } } catch _ { "not iterable" })
object odd { to _makeIterator() { return odd } to next(_) { return [1, 2, 3] } }
traceln(try { for x in (odd) { x } } catch _ { "no pair" }, escape out { _loop(odd, fn a, b, c { out([a, b, c]) }) })
