# memory
var n := 64
while (true) {
    n *= 2
    var m := _makeList.fromIterable(0..!n).asMap()
    for i in (0..!n) { m with= (i, m[i] + 1) }
    m.getValues()
    m.reverse()
}
