# The sieve of Eratosthenes over a flexible list.
def sieve(limit) {
    def composite := ([false] * (limit + 1)).diverge()
    var count := 0
    var i := 2
    while (i <= limit) {
        if (!composite[i]) {
            count += 1
            var j := i * i
            while (j <= limit) {
                composite[j] := true
                j += i
            }
        }
        i += 1
    }
    return count
}
var seed := 11
for _ in (0..!4) {
    seed := (seed * 3877 + 29573) % 139968
    traceln(sieve(800000 + seed))
}
