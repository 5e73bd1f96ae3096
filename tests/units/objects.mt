# Methods, matchers, delegation, named arguments, slots.
object base { to name() { return "base" } to twice(x, => by := 2) { return x * by } }
object derived extends base {
    to name() { return "derived" }
    match [verb, args, _] ? (verb == "any") { args }
}
var v := 1
def &alias := &v
alias += 2
traceln(derived.name(), derived.twice(4), derived.twice(4, "by" => 3), derived.any(1, 2), v)
