# endless
def xs := _makeList.fromIterable(0..!100000)
while (true) { M.toString(xs) }
