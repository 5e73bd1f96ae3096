# endless
def xs := ["abĉ"] * 1500000
while (true) { ",".join(xs) }
