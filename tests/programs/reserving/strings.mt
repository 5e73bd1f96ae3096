# Operations on texts that reserve memory for what they make.
def s := "one two three" * 3
traceln(s.size(), s.split(" "), s.replace("one", "uno"), s.toUpperCase(), s.slice(2, 9))
traceln(", ".join(["a", "bc", "déf"]), ("ab" + s).indexOf("three"), s.trim(), s.contains("two o"))
traceln(s.quote(), s.asList().size(), `$s and ${[1, "x", 'c']}`)
if (s =~ `@{a} @{b} @rest`) { traceln(a, b, rest.size()) }
traceln(_makeStr.fromChars(['a', 'b']), "b".op__cmp("a"))
var t := ""
for i in (0..!40) { t += M.toString(i) + "é" }
traceln(t, t == t + "", ["k" + t => 1].contains("k" + t))
