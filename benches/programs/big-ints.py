seed = 103


def random(limit):
    global seed
    seed = (seed * 3877 + 29573) % 139968
    return seed % limit


def pi_digits(count):
    q = 1
    r = 0
    t = 1
    k = 1
    n = 3
    l = 3
    digits = 0
    check = 0
    while digits < count:
        if 4 * q + r - t < n * t:
            check = (check * 10 + n) % 1000003
            digits += 1
            nr = 10 * (r - n * t)
            n = (10 * (3 * q + r)) // t - 10 * n
            q *= 10
            r = nr
        else:
            nr = (2 * q + r) * l
            nn = (q * (7 * k) + 2 + r * l) // (t * l)
            q *= k
            t *= l
            l += 2
            k += 1
            n = nn
            r = nr
    return check


def big_random(words):
    n = 1
    for _ in range(words):
        n = n * 139968 + random(139968)
    return n


def gcd(a, b):
    while b != 0:
        t = a % b
        a = b
        b = t
    return a


def pow_mod(base, exponent, modulus):
    result = 1
    while exponent > 0:
        if (exponent & 1) == 1:
            result = (result * base) % modulus
        base = (base * base) % modulus
        exponent >>= 1
    return result


def factorial(n):
    f = 1
    for k in range(1, n + 1):
        f *= k
    return f


print(pi_digits(3500))
total = 0
for _ in range(300):
    total += gcd(big_random(60) * 30030, big_random(60) * 2310)
print(total % 1000003)
for _ in range(20):
    print(pow_mod(big_random(30), big_random(30), big_random(30) + 1) % 1000003)
for _ in range(20):
    f = factorial(900 + random(100))
    print(len(str(f)))
    print(f.bit_length())
