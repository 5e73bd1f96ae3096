# endless
def xs := _makeList.fromIterable(0..!2500000)
while (true) { try { throw(xs) } catch p { `$p` } }
