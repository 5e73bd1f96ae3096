# memory
def xs := [].diverge()
while (true) { xs.insert(0, "x" * 100000) }
