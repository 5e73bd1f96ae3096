# endless
def m := _makeList.fromIterable(0..!500000).asMap()
while (true) { M.toString(m) }
