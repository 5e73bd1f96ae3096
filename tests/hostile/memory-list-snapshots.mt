# memory
def xs := (_makeList.fromIterable(0..!50000)).diverge()
var kept := []
while (true) { kept := kept.with(xs.snapshot()) }
