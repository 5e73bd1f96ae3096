# Long integers: products, quotients, powers and digits, put together from parts that the machine computes quickly.
#
# In: integers so long that one native operation would keep the machine from looking up. Out: exact results. The
# operators in here are native again wherever their operands have become short enough.

# The product, by Karatsuba's three products of halves.
def int_multiply(a, b) {
    def m := a.bitLength()
    def n := b.bitLength()
    if (m < n) { return int_multiply(b, a) }
    def half := (m + 1) >> 1
    def mask := (1 << half) - 1
    def high := a >> half
    def low := a & mask
    if (n <= half) { return ((high * b) << half) + low * b }
    def otherHigh := b >> half
    def otherLow := b & mask
    def top := high * otherHigh
    def bottom := low * otherLow
    def middle := (high + low) * (otherHigh + otherLow) - top - bottom
    return (top << (half << 1)) + (middle << half) + bottom
}

# Quotient and remainder of a number that is not negative by a positive one.
def divide(a, b) {
    if (a < b) { return [0, a] }
    def n := b.bitLength()
    def length := a.bitLength() - n
    if (length > (n >> 1)) {
        # A long quotient in two halves.
        def half := length >> 1
        def [high, rest] := (a >> half).divMod(b)
        def [low, remainder] := ((rest << half) | (a & ((1 << half) - 1))).divMod(b)
        return [(high << half) + low, remainder]
    }
    # A short quotient depends on the divisor's first bits but for a few units.
    def skipped := n - length - 4
    var quotient := (a >> skipped) // (b >> skipped)
    var remainder := a - quotient * b
    while (remainder < 0) {
        quotient -= 1
        remainder += b
    }
    while (remainder >= b) {
        quotient += 1
        remainder -= b
    }
    return [quotient, remainder]
}

# Quotient, rounded towards minus infinity, and remainder.
def int_divMod(a, b) {
    if (b < 0) {
        def [quotient, remainder] := int_divMod(-a, -b)
        return [quotient, -remainder]
    }
    if (a < 0) {
        def [quotient, remainder] := divide(-a - 1, b)
        return [-quotient - 1, b - 1 - remainder]
    }
    return divide(a, b)
}

# A power, by squaring.
def int_pow(base, exponent) {
    var result := base
    var bit := exponent.bitLength() - 1
    while (bit > 0) {
        bit -= 1
        result *= result
        if (((exponent >> bit) & 1) == 1) { result *= base }
    }
    return result
}

# A power modulo a number, with its sign.
def int_modPow(base, exponent, modulus) {
    def reduced := base % modulus
    var result := 1 % modulus
    var bit := exponent.bitLength()
    while (bit > 0) {
        bit -= 1
        result := (result * result) % modulus
        if (((exponent >> bit) & 1) == 1) { result := (result * reduced) % modulus }
    }
    return result
}

# So many digits are read and written at once.
def digitsAtOnce := 4096

# The decimal text.
def int_text(n) {
    if (n < 0) { return "-" + int_text(-n) }
    # powers[i] has digitsAtOnce << i zeros.
    def powers := [10 ** digitsAtOnce].diverge()
    while (powers.last().bitLength() * 2 <= n.bitLength() + 1) { powers.push(powers.last() * powers.last()) }
    def pieces := [].diverge()
    def write(part, level, padded) {
        if (level < 0) {
            def text := M.toString(part)
            if (padded) { pieces.push("0" * (digitsAtOnce - text.size())) }
            pieces.push(text)
        } else {
            def [high, low] := part.divMod(powers[level])
            if (padded || high > 0) {
                write(high, level - 1, padded)
                write(low, level - 1, true)
            } else {
                write(low, level - 1, false)
            }
        }
        return null
    }
    write(n, powers.size() - 1, false)
    return "".join(pieces)
}

# Int `_printOn/1`.
def int_printOn(self, out) {
    out.print(if (self.bitLength() < digitsAtOnce) { M.toString(self) } else { int_text(self) })
    return null
}

# The number that digits of a radix spell; the text has nothing but digits.
def int_ofDigits(digits, radix) {
    def reader := _makeInt.withRadix(radix)
    # powers[i] is the radix to the digitsAtOnce << i.
    def powers := [radix ** digitsAtOnce].diverge()
    while ((digitsAtOnce << powers.size()) < digits.size()) { powers.push(powers.last() * powers.last()) }
    def read(start, stop, level) {
        def size := stop - start
        if (size <= digitsAtOnce) { return reader(digits.slice(start, stop)) }
        def lowSize := digitsAtOnce << level
        if (size <= lowSize) { return read(start, stop, level - 1) }
        return read(start, stop - lowSize, level - 1) * powers[level] + read(stop - lowSize, stop, level - 1)
    }
    return read(0, digits.size(), powers.size() - 1)
}
