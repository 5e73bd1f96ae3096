# memory
def s := [].asSet().diverge()
var n := 0
while (true) { s.include(n * 1.5); n += 1 }
