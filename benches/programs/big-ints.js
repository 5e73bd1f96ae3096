let seed = 103;
function random(limit) { seed = (seed * 3877 + 29573) % 139968; return seed % limit; }
function piDigits(count) {
  let q = 1n, r = 0n, t = 1n, k = 1n, n = 3n, l = 3n, digits = 0, check = 0n;
  while (digits < count) {
    if (4n * q + r - t < n * t) {
      check = (check * 10n + n) % 1000003n;
      digits += 1;
      const nr = 10n * (r - n * t);
      n = (10n * (3n * q + r)) / t - 10n * n;
      q *= 10n;
      r = nr;
    } else {
      const nr = (2n * q + r) * l;
      const nn = (q * (7n * k) + 2n + r * l) / (t * l);
      q *= k; t *= l; l += 2n; k += 1n; n = nn; r = nr;
    }
  }
  return check;
}
function bigRandom(words) { let n = 1n; for (let i = 0; i < words; i++) n = n * 139968n + BigInt(random(139968)); return n; }
function gcd(a, b) { while (b !== 0n) { const t = a % b; a = b; b = t; } return a; }
function powMod(base, exponent, modulus) {
  let result = 1n;
  while (exponent > 0n) {
    if ((exponent & 1n) === 1n) result = (result * base) % modulus;
    base = (base * base) % modulus;
    exponent >>= 1n;
  }
  return result;
}
function factorial(n) { let f = 1n; for (let k = 1n; k <= n; k++) f *= k; return f; }
const print = x => console.log(String(x));
print(piDigits(3500));
let sum = 0n;
for (let i = 0; i < 300; i++) sum += gcd(bigRandom(60) * 30030n, bigRandom(60) * 2310n);
print(sum % 1000003n);
for (let i = 0; i < 20; i++) print(powMod(bigRandom(30), bigRandom(30), bigRandom(30) + 1n) % 1000003n);
for (let i = 0; i < 20; i++) {
  const f = factorial(900 + random(100));
  print(f.toString().length);
  print(f.toString(2).length);
}
