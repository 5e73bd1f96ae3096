# memory
var s := "abc"
while (true) { s += s; s.asList(); s.asSet() }
