# memory
var kept := []
def xs := _makeList.fromIterable(0..!100000)
while (true) { kept := kept.with(xs.asSet()) }
