# memory
def xs := [1].diverge()
while (true) { xs.extend(xs.snapshot()) }
