# memory
def m := [].asMap().diverge()
var n := 0
while (true) { m[`key $n`] := n; n += 1 }
