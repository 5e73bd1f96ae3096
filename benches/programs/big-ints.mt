# Integers of any size: digits of pi, Euclid's algorithm, modular powers, factorials. (Lua has no such integers.)
var seed := 103
def random(limit) {
    seed := (seed * 3877 + 29573) % 139968
    return seed % limit
}
def piDigits(count) {
    var q := 1
    var r := 0
    var t := 1
    var k := 1
    var n := 3
    var l := 3
    var digits := 0
    var check := 0
    while (digits < count) {
        if (4 * q + r - t < n * t) {
            check := (check * 10 + n) % 1000003
            digits += 1
            def nr := 10 * (r - n * t)
            n := (10 * (3 * q + r)) // t - 10 * n
            q *= 10
            r := nr
        } else {
            def nr := (2 * q + r) * l
            def nn := (q * (7 * k) + 2 + r * l) // (t * l)
            q *= k
            t *= l
            l += 2
            k += 1
            n := nn
            r := nr
        }
    }
    return check
}
def bigRandom(words) {
    var n := 1
    for _ in (0..!words) { n := n * 139968 + random(139968) }
    return n
}
def gcd(var a, var b) {
    while (b != 0) {
        def t := a % b
        a := b
        b := t
    }
    return a
}
def powMod(var base, var exponent, modulus) {
    var result := 1
    while (exponent > 0) {
        if ((exponent & 1) == 1) { result := (result * base) % modulus }
        base := (base * base) % modulus
        exponent >>= 1
    }
    return result
}
def factorial(n) {
    var f := 1
    for k in (1..n) { f *= k }
    return f
}
traceln(piDigits(3500))
var sum := 0
for _ in (0..!300) { sum += gcd(bigRandom(60) * 30030, bigRandom(60) * 2310) }
traceln(sum % 1000003)
for _ in (0..!20) { traceln(powMod(bigRandom(30), bigRandom(30), bigRandom(30) + 1) % 1000003) }
for _ in (0..!20) {
    def f := factorial(900 + random(100))
    traceln(M.toString(f).size())
    traceln(f.bitLength())
}
