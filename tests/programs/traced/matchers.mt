# traces 1, whole
# Messages that no method takes, named arguments, and a proxy.
object target {
    to add(a, b) { return a + b }
    to scaled(a, => by := 2) { return a * by }
    to named(=> x, => y := 5) { return x * 10 + y }
}
object proxy {
    to direct(a) { return a }
    match [=="never", _, _] { null }
    match [verb, [x, y], named] { target.scaled(x, "by" => y) + verb.size() + named.size() }
}
object counter {
    match [=="one", [], _] { 1 }
    match [=="two", [x], _] { x }
    match [verb, args, _] { args.size() }
}
var total := 0
for i in (0..!3000) {
    total := (total + target.scaled(i) + target.scaled(i, "by" => 3)) % 1000003
    total += target.named("x" => i % 9)
    total += counter.one() + counter.two(i % 4) + counter.three(1, 2, 3)
    total += proxy.direct(i % 3)
}
traceln(total)
var sum := 0
for i in (0..!500) { sum += proxy.add(i, 1) }
traceln(sum)
