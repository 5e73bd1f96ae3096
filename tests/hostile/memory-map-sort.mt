# memory
var n := 1
while (true) { n *= 2; def m := _makeList.fromIterable(0..!n).asMap(); m.reverse().sortKeys(); m.sortValues(); m.getKeys() }
