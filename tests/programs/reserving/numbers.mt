# Long integers: what is made of them reserves memory.
def n := 3 ** 500
def d := 7 ** 120
traceln(n, n * d % 1000007, n // d, n % d == n - n // d * d, n.bitLength(), n << 70 >> 70 == n)
traceln((n ^ d) & 0xffff, (n | d).bitLength(), n.modPow(65537, d), -n < n, n.op__cmp(d), _makeInt("12345" * 20) % 97)
def sum := {
    var total := 0
    for i in (0..!200) { total += i ** 20 }
    total
}
traceln(sum, n.asDouble(), [n => "n"][3 ** 500], n == 3 ** 250 * 3 ** 250, M.toQuote([n, d]).size())
def f(k) { return if (k < 2) { 1 } else { k * f(k - 1) } }
traceln(f(60), f(200).bitLength())
