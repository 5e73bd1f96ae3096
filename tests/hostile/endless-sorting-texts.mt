# endless
def xs := [for i in (0..!400000) M.toString(i)]
while (true) { xs.sort() }
