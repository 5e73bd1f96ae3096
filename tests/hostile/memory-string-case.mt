# memory
var kept := []
def s := "Straße " * 20000
while (true) { kept := kept.with(s.toUpperCase()) }
