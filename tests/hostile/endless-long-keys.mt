# endless
def a := "ab" * 4_000_000
def b := "ba" + a.slice(2)
def m := [].asMap().diverge()
while (true) { m[a] := 1; m.contains(b); a == b; [a, b].asSet() }
