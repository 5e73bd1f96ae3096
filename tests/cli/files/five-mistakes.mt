# Five mistakes, none of them the cause of another.
def total := 0
total := 1 + 2
traceln(undefinedName)
def [a, a] := [1, 2]
def half(n) { return n / }
break
