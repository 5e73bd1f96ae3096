# memory
var s := ""
while (true) { s += "line after line " }
