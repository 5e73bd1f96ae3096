function sieve(limit) {
  const composite = new Array(limit + 1).fill(false);
  let count = 0;
  let i = 2;
  while (i <= limit) {
    if (!composite[i]) {
      count += 1;
      let j = i * i;
      while (j <= limit) { composite[j] = true; j += i; }
    }
    i += 1;
  }
  return count;
}
let seed = 11;
for (let k = 0; k < 4; k++) {
  seed = (seed * 3877 + 29573) % 139968;
  console.log(sieve(800000 + seed));
}
