# memory
var kept := []
def xs := _makeList.fromIterable(0..!100000).reverse()
while (true) { kept := kept.with(xs.sort()) }
