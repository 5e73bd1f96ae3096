# A string that grows by `+=`.
var s := ""
for i in (0..!SIZE) { s += "x" }
traceln([s.size(), s[SIZE // 2]])
