# Flexible maps: counting, looking up, removing, with integer and string keys.
var seed := 43
def random(limit) {
    seed := (seed * 3877 + 29573) % 139968
    return seed % limit
}
def names := [for i in (0..!500) "key" + M.toString(i * 7)]
def count(rounds) {
    def counts := [].asMap().diverge()
    for _ in (0..!rounds) {
        def k := random(20000) * 31
        counts[k] := if (counts.contains(k)) { counts[k] + 1 } else { 1 }
    }
    var distinct := 0
    var most := 0
    for k => n in (counts) {
        distinct += 1
        if (n > most) { most := n }
    }
    return [distinct, most]
}
def churn(rounds) {
    def table := [].asMap().diverge()
    var removed := 0
    var sum := 0
    for i in (0..!rounds) {
        def name := names[random(500)]
        if (table.contains(name)) {
            sum += table[name]
            table.removeKey(name)
            removed += 1
        } else {
            table[name] := i
        }
    }
    return [removed, table.size(), sum % 1000003]
}
for n in (count(900000)) { traceln(n) }
for n in (churn(900000)) { traceln(n) }
