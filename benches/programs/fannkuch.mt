# Fannkuch: the greatest number of prefix reversals over all permutations of n numbers.
def fannkuch(n) {
    def perm1 := [for i in (0..!n) i].diverge()
    def count := [for _ in (0..!n) 0].diverge()
    var maxFlips := 0
    var checksum := 0
    var r := n
    var parity := 0
    while (true) {
        while (r != 1) {
            count[r - 1] := r
            r -= 1
        }
        def perm := perm1.diverge()
        var flips := 0
        var k := perm[0]
        while (k != 0) {
            var i := 0
            var j := k
            while (i < j) {
                def t := perm[i]
                perm[i] := perm[j]
                perm[j] := t
                i += 1
                j -= 1
            }
            flips += 1
            k := perm[0]
        }
        if (flips > maxFlips) { maxFlips := flips }
        if (parity == 0) { checksum += flips } else { checksum -= flips }
        # The next permutation in the order that rotates ever longer prefixes.
        var searching := true
        while (searching) {
            if (r == n) { return [checksum, maxFlips] }
            def first := perm1[0]
            var i := 0
            while (i < r) {
                perm1[i] := perm1[i + 1]
                i += 1
            }
            perm1[r] := first
            count[r] := count[r] - 1
            if (count[r] > 0) { searching := false } else { r += 1 }
        }
        parity := 1 - parity
    }
}
var seed := 3
for _ in (0..!2) {
    seed := (seed * 3877 + 29573) % 139968
    def [checksum, flips] := fannkuch(8 + (seed % 2))
    traceln(checksum)
    traceln(flips)
}
