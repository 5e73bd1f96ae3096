# memory
def xs := [].diverge()
while (true) { xs.push(xs.size()) }
