# endless
def n := (1 << 80000000) - 1
while (true) { n & (n >> 3); n ^ n; n + n; n == n }
