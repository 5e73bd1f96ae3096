function fannkuch(n) {
  const perm1 = [], count = [];
  for (let i = 0; i < n; i++) { perm1.push(i); count.push(0); }
  let maxFlips = 0, checksum = 0, r = n, parity = 0;
  while (true) {
    while (r !== 1) { count[r - 1] = r; r -= 1; }
    const perm = perm1.slice();
    let flips = 0;
    let k = perm[0];
    while (k !== 0) {
      let i = 0, j = k;
      while (i < j) {
        const t = perm[i]; perm[i] = perm[j]; perm[j] = t;
        i += 1; j -= 1;
      }
      flips += 1;
      k = perm[0];
    }
    if (flips > maxFlips) maxFlips = flips;
    if (parity === 0) checksum += flips; else checksum -= flips;
    let searching = true;
    while (searching) {
      if (r === n) return [checksum, maxFlips];
      const first = perm1[0];
      let i = 0;
      while (i < r) { perm1[i] = perm1[i + 1]; i += 1; }
      perm1[r] = first;
      count[r] = count[r] - 1;
      if (count[r] > 0) searching = false; else r += 1;
    }
    parity = 1 - parity;
  }
}
let seed = 3;
for (let k = 0; k < 2; k++) {
  seed = (seed * 3877 + 29573) % 139968;
  const [checksum, flips] = fannkuch(8 + seed % 2);
  console.log(checksum);
  console.log(flips);
}
