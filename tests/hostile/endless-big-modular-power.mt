# endless
def m := 3 ** 20000 + 2
def b := 7 ** 20000
while (true) { b ** 1000000000 % m }
