# Numbers of any size: digits of pi, prime numbers, an RSA key, exact fractions, and square roots to many places.

# ----- Digits of pi -----

# An endless iterator over the decimal digits of pi (Gibbons' spigot): it keeps four big integers and nothing else.
object piDigits {
    to _makeIterator() {
        def [var q, var r, var t] := [1, 0, 1]
        var k := 1
        var place := -1
        return object digits {
            to next(_) {
                while (true) {
                    # A digit is sure when both ends of the interval it lies in agree.
                    def digit := (q * 3 + r) // t
                    if (digit == (q * 4 + r) // t) {
                        r := 10 * (r - digit * t)
                        q *= 10
                        place += 1
                        return [place, digit]
                    }
                    r := (2 * q + r) * (2 * k + 1)
                    q *= k
                    t *= 2 * k + 1
                    k += 1
                }
            }
        }
    }
}

# The first values of anything that can be iterated, even without end.
def take(count :Int, iterable) :List {
    def taken := [].diverge()
    for x in (iterable) {
        if (taken.size() >= count) { break }
        taken.push(x)
    }
    return taken.snapshot()
}

traceln("".join([for d in (take(60, piDigits)) M.toString(d)]))
# The first place where six nines follow each other.
def nines := {
    var run := 0
    for place => digit in (piDigits) {
        run := if (digit == 9) { run + 1 } else { 0 }
        if (run == 6) { break place - 5 }
    }
}
traceln(nines)

# ----- Primes -----

# A power, reduced at every step so that nothing gets big.
def powMod(base :Int, exponent :(Int >= 0), modulus :Int) :Int {
    def [var result, var square, var rest] := [1, base % modulus, exponent]
    while (rest > 0) {
        if (rest % 2 == 1) { result := result * square % modulus }
        square := square * square % modulus
        rest //= 2
    }
    return result
}

# Miller and Rabin's test, with bases that leave no doubt below 3 * 10^24.
def isPrime(n :Int) :Bool {
    def bases := [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41]
    if (n < 2) { return false }
    for p in (bases) { if (n % p == 0) { return n == p } }
    # n - 1 is odd times a power of two.
    var odd := n - 1
    var twos := 0
    while (odd % 2 == 0) { odd //= 2; twos += 1 }
    def witnesses(base) {
        var x := powMod(base, odd, n)
        if (x == 1 || x == n - 1) { return false }
        for _ in (1..!twos) {
            x := x * x % n
            if (x == n - 1) { return false }
        }
        return true
    }
    for base in (bases) { if (witnesses(base)) { return false } }
    return true
}

def nextPrime(n :Int) :Int {
    var candidate := n + 1
    while (!isPrime(candidate)) { candidate += 1 }
    return candidate
}

traceln([for n in (1..100) ? (isPrime(n)) n])
# The exponents of the Mersenne primes, by Lucas and Lehmer's test.
def isMersennePrime(p :Int) :Bool {
    if (p == 2) { return true }
    def m := 2 ** p - 1
    var s := 4
    for _ in (0..!p - 2) { s := (s * s - 2) % m }
    return s == 0
}
traceln([for p in (2..130) ? (isPrime(p) && isMersennePrime(p)) p])

# ----- RSA -----

# The inverse of a number modulo another, by Euclid's algorithm, or out through the ejector.
def inverse(a :Int, m :Int, notInvertible) :Int {
    def [var r0, var r1] := [a, m]
    def [var s0, var s1] := [1, 0]
    while (r1 != 0) {
        def quotient := r0 // r1
        def [r2, s2] := [r0 - quotient * r1, s0 - quotient * s1]
        r0 := r1
        r1 := r2
        s0 := s1
        s1 := s2
    }
    if (r0 != 1) { throw.eject(notInvertible, `$a has no inverse modulo $m`) }
    return s0 % m
}

# A text as a number, byte by byte, and back.
def toNumber(text :Str) :Int {
    var n := 0
    for c in (text) { n := n * 256 + c.asInteger() }
    return n
}
def toText(number :Int) :Str {
    var n := number
    var chars := []
    while (n > 0) {
        chars := ['\u0000' + n % 256] + chars
        n //= 256
    }
    return _makeStr.fromChars(chars)
}

# The private half stays in the closure: whoever has the pair's public object cannot get at it.
def makeKeyPair(start1 :Int, start2 :Int) {
    def [p, q] := [nextPrime(start1), nextPrime(start2)]
    def modulus := p * q
    def exponent := 65537
    def secret := inverse(exponent, (p - 1) * (q - 1), throw)
    object publicKey {
        to encrypt(text :Str) :Int { return powMod(toNumber(text), exponent, modulus) }
        to verify(text :Str, signature :Int) :Bool { return powMod(signature, exponent, modulus) == toNumber(text) }
        to _printOn(out) { out.print(`<public key $modulus>`) }
    }
    object privateKey {
        to decrypt(cipher :Int) :Str { return toText(powMod(cipher, secret, modulus)) }
        to sign(text :Str) :Int { return powMod(toNumber(text), secret, modulus) }
    }
    return [publicKey, privateKey]
}

def [publicKey, privateKey] := makeKeyPair(10 ** 30, 7 * 10 ** 30)
traceln(publicKey)
def cipher := publicKey.encrypt("attack at dawn")
traceln(cipher)
traceln(privateKey.decrypt(cipher))
def signature := privateKey.sign("I owe Bob 5")
traceln([publicKey.verify("I owe Bob 5", signature), publicKey.verify("I owe Bob 9", signature)])
traceln(escape why { inverse(12, 18, why) } catch reason { reason })

# ----- Exact fractions -----

def gcd(a :Int, b :Int) :Int { return if (b == 0) { a.abs() } else { gcd(b, a % b) } }

# Operators are messages, so an object with the right verbs takes part in arithmetic and comparison.
def makeFraction(top :Int, bottom :(Int > 0)) {
    def shrink := gcd(top, bottom)
    def [n, d] := [top // shrink, bottom // shrink]
    return object fraction {
        to parts() { return [n, d] }
        to add(other) { def [m, e] := other.parts(); return makeFraction(n * e + m * d, d * e) }
        to subtract(other) { def [m, e] := other.parts(); return makeFraction(n * e - m * d, d * e) }
        to multiply(other) { def [m, e] := other.parts(); return makeFraction(n * m, d * e) }
        to op__cmp(other) { def [m, e] := other.parts(); return (n * e).op__cmp(m * d) }
        to floor() { return n // d }
        to _printOn(out) { out.print(if (d == 1) { `$n` } else { `$n/$d` }) }
    }
}

def harmonic := {
    var sum := makeFraction(0, 1)
    for k in (1..30) { sum += makeFraction(1, k) }
    sum
}
traceln(harmonic)
traceln([harmonic > makeFraction(4, 1), harmonic * makeFraction(1, 2) < makeFraction(2, 1), (harmonic - harmonic).floor()])
# Bernoulli's numbers by their recurrence, exactly.
def binomial(n :Int, k :Int) :Int {
    var b := 1
    for i in (1..k) { b := b * (n - i + 1) // i }
    return b
}
def bernoulli(count :Int) :List {
    var found := []
    for m in (0..!count) {
        # The numbers before it, weighted, and itself make zero.
        var sum := makeFraction(0, 1)
        for k => b in (found) { sum -= makeFraction(binomial(m + 1, k), m + 1) * b }
        found with= (if (m == 0) { makeFraction(1, 1) } else { sum })
    }
    return found
}
for i => b in (bernoulli(21)) { if (i % 2 == 0 || i == 1) { traceln(`B$i`, b) } }

# ----- Roots -----

# The integer part of a square root, by Newton's method.
def root(n :(Int >= 0)) :Int {
    if (n == 0) { return 0 }
    var x := 2 ** ((n.bitLength() + 1) // 2)
    while (true) {
        def y := (x + n // x) // 2
        if (y >= x) { return x }
        x := y
    }
}

# A number with a decimal point in front of its last `places` digits.
def withPoint(n :Int, places :Int) :Str {
    def digits := M.toString(n)
    def padded := "0" * (places + 1 - digits.size()) + digits
    return padded.slice(0, padded.size() - places) + "." + padded.slice(padded.size() - places)
}
for n in ([2, 3, 10, 144]) { traceln(n, withPoint(root(n * 10 ** 80), 40)) }
def golden := (10 ** 50 + root(5 * 10 ** 100)) // 2
traceln(withPoint(golden, 50))
