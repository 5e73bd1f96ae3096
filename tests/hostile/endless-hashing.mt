# endless
def key := _makeList.fromIterable(0..!20000)
while (true) { [key => 1].fetch(key, throw) }
