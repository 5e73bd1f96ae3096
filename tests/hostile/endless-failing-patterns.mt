# endless
def xs := _makeList.fromIterable(0..!2500000)
while (true) { if (xs =~ [a, b]) { a } }
