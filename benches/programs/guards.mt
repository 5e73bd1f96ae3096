# Guards on parameters, variables and results; in the other languages the checks are written out.
var seed := 83
def random(limit :Int) :Int {
    seed := (seed * 3877 + 29573) % 139968
    return seed % limit
}
def clamp(n :Int, low :Int, high :Int) :Int {
    return if (n < low) { low } else if (n > high) { high } else { n }
}
def percent(n :(0..100)) :Double { return n / 100.0 }
def describe(name :Str, flag :Bool, tag :NullOk[Str]) :Int {
    var size :Int := name.size()
    if (flag) { size += 1 }
    if (tag != null) { size += tag.size() }
    return size
}
def makeAccount(owner :Str) {
    var balance :Int := 0
    return object account {
        to deposit(amount :(Int >= 0)) :Int {
            balance += amount
            return balance
        }
        to owner() :Str { return owner }
    }
}
def sum(list :List[Int]) :Int {
    var total :Int := 0
    for n :Int in (list) { total += n }
    return total
}
def account := makeAccount("ann")
var score :Int := 0
var ratio :Double := 0.0
var refused :Int := 0
def short :List[Int] := [for _ in (0..!12) random(50)]
for i :Int in (0..!400000) {
    score := (score + clamp(random(200), 20, 150)) % 1000003
    ratio := ratio * 0.5 + percent(random(101))
    score += describe("name", i % 2 == 0, if (i % 3 == 0) { "tag" } else { null })
    score := (score + account.deposit(random(10))) % 1000003
    if (i % 10 == 0) { score += sum(short) }
    if (i % 50 == 0) {
        try { percent(101 + random(5)) } catch _ { refused += 1 }
    }
}
traceln(score)
traceln((ratio * 1000.0).floor())
traceln(refused)
