# memory
var kept := []
var xs := _makeList.fromIterable(0..!100000)
while (true) { xs := xs.reverse(); kept := kept.with(xs) }
