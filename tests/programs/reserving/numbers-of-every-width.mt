# Numbers that cross from one representation to the next, in sums, products, powers, shifts, texts and keys.
def edge := 2 ** 60
for n in ([edge - 1, edge, -edge, -edge - 1, edge * 4, edge ** 3]) {
    traceln([n + 1, n - 1, n * n // (n + 3), n % 1000, n >> 7, n.bitLength()])
}
def table := [for n in (58..64) (2 ** n) => `$n bits`]
traceln(table)
traceln(table[2 ** 61], table.contains(2 ** 57 * 2), table.contains(2.0 ** 61))
def halves := [for n in ([1, 3, 2 ** 53 + 1, 10 ** 30]) n / 2]
traceln(halves)
traceln(M.toString(3 ** 200).size())
traceln([10 ** 20, -(10 ** 20), 5, -5, 0.5].sort())
traceln(7 ** 80 % 1000007, 12345678901234567890 % 9876543210)
