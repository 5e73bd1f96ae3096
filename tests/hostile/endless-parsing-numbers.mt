# endless
def s := "7" * 5000000
while (true) { _makeInt(s) }
