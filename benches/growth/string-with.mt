# A string that grows by `with`.
var s := ""
for i in (0..!SIZE) { s with= ('x') }
traceln([s.size(), s[SIZE // 2]])
