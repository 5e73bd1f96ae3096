# endless
def a := [a, 1]
def b := [b, 1]
while (true) { if (a != b) { throw("different") } }
