# memory
var kept := []
def s := "a," * 100000
while (true) { kept := kept.with(s.split(",")) }
