# Guards whose answer can be told by looking: within each other, in slots, with references and with what converts.
def show(label, thunk) { traceln(label); traceln(try { M.toQuote(thunk()) } catch p { "threw: " + M.toString(p) }) }
object conf { to _conformTo(g) { traceln(M.toString(g)); return 7 } }
show("conf", fn { def x :(Int > 3) := conf; x })
show("conf", fn { def x :(Int > 30) := conf; x })
show("conf", fn { def x :NullOk[Int > 3] := conf; x })
show("conf", fn { def x :List[Int > 3] := [5, conf]; x })
show("l", fn { def x :List[Int > 3] := [5, 6]; x })
show("l", fn { def x :List[Int > 3] := [5, 2]; x })
show("l", fn { def x :List[NullOk[Int]] := [5, null]; x })
show("l", fn { def x :List[NullOk[Int]] := [5, "a"]; x })
show("s", fn { def x :Set[NullOk[Int]] := [5, null].asSet(); x })
show("s", fn { def x :Set[NullOk[Int]] := [5, null]; x })
show("m", fn { def x :Map[Str, List[Int]] := ["a" => [1]]; x })
show("m", fn { def x :Map[Str, List[Int]] := ["a" => [1.0]]; x })
show("a", fn { def x :Any[Str, Int, Double] := 1.0; x })
show("a", fn { def x :Any[Str, Int] := 1.0; x })
show("a", fn { def x :Any[Str, Int] := conf; x })
show("a", fn { def x :Any[List[Int], Int] := [1]; x })
show("a", fn { def x :Any[Str > "m", Int] := "z"; x })
show("a", fn { def x :Any[Str > "m", Int] := "a"; x })
show("a", fn { def x :Any[conf] := "a"; x })
show("a", fn { def x :Any[] := "a"; x })
for g in ([List[Int], Set[Int], Map[Str, Int], NullOk[Str], Any[Int, Str], Any[Int], NullOk[null], List[null], Map[null, Int], Map[Int, null], Any[null, null], Any[null], List[List[Int > 3]], NullOk[conf], Vow[Int], Same[3]]) {
    show("g", fn { g })
    show("g", fn { M.toString(g) })
    show("u", fn { g._uncall() })
    show("f", fn { g =~ _ :DeepFrozen })
    show("sl", fn { g =~ _ :Selfless })
    show("i", fn { [_auditedBy(DeepFrozen, g), _auditedBy(Int, g), _auditedBy(Selfless, g), _auditedBy(Str, g)] })
}
show("same", fn { [List[Int] == List[Int], NullOk[Str] == NullOk[Str], Any[Int, Str] == Any[Int, Str], List[Int] == List[Str], Map[Int, Str] == Map[Str, Int], Set[Int] == List[Int], NullOk[Int] == NullOk[Int > 3]] })
show("ext", fn { [List.extractGuard(List[Int], null), Set.extractGuard(Set[Int], null), Map.extractGuards(Map[Int, Str], null), NullOk.extractGuard(NullOk[Int], null), Any.extractGuards(Any[Int, Str], null)] })
def [p, res] := Ref.promise()
show("prom", fn { def x :NullOk[Int] := p; x })
show("prom", fn { def x :Any := p; x })
show("prom", fn { def x :List[Int] := [p]; x })
res.resolve(5)
show("prom", fn { def x :NullOk[Int] := p; x })
show("prom", fn { def x :(Int > 3) := p; x })
show("prom", fn { def x :List[Int] := [p]; x })
show("prom", fn { def x :List[p] := [5]; x })
show("prom", fn { (Int > 3)(p) })
def broken := Ref.broken("why")
show("brk", fn { def x :Any := broken; Ref.isBroken(x) })
show("brk", fn { def x :NullOk[Int] := broken; Ref.isBroken(x) })
# slots
var a :Int := 3
def inc(&x) { x += 1; return x }
show("s", fn { inc(&a) })
show("s", fn { def put(v) { a := v }; put("q") })
show("s", fn { a })
show("s", fn { def put(v) { a := v }; put(conf) })
show("s", fn { a })
object sl { to get() { traceln("get"); return 4 } to put(x) { traceln("put", x) } }
def &y := sl
show("y", fn { y += 3; y })
object bad { to get() { throw("noget") } to put(x) { throw("noput") } }
def &z := bad
show("z", fn { z })
show("z", fn { z := 4 })
show("zz", fn { &&z })
show("zz", fn { [(&&z).get() == bad, (&&z).getGuard()] })
show("sb", fn { _slotToBinding })
show("sb", fn { _slotToBinding(sl, null) })
show("sb", fn { _slotToBinding(Int)(sl, null) })
show("sb", fn { _slotToBinding(Int) })
show("sb", fn { _slotToBinding =~ _ :DeepFrozen })
show("sb", fn { _slotToBinding.foo() })
def f(&v :Int) { return v }
show("sb", fn { f(sl) })
var q :(Int > 0) := 5
show("q", fn { inc(&q) })
show("q", fn { q := -3; q })
show("q", fn { def put(v) { q := v; return q }; put(9) })
show("q", fn { def put(v) { q := v; return q }; put(-9) })
def mk(var v, name, var w :Int) { return object acc { to get() { return v } to put(x) { v := x } to name() { return name } to w() { return w } to setW(x) { w := x } } }
def o := mk(1, "n", 2)
for i in (0..3) { traceln([o.get(), o.put(i), o.get(), o.name(), o.w(), o.setW(i * 2), o.w()]) }
show("w", fn { o.setW("x") })
for n in ([o, &a, mk(5, "m", 6), sl]) { show("get", fn { n.get() }); show("put", fn { n.put(8) }) }
