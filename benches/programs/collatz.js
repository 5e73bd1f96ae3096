function longest(limit) {
  let best = 0, bestStart = 0;
  for (let start = 1; start < limit; start++) {
    let n = start, steps = 0;
    while (n !== 1) {
      n = n % 2 === 0 ? Math.floor(n / 2) : 3 * n + 1;
      steps += 1;
    }
    if (steps > best) { best = steps; bestStart = start; }
  }
  return [bestStart, best];
}
let seed = 5;
seed = (seed * 3877 + 29573) % 139968;
const [start, steps] = longest(100000 + seed % 1000);
console.log(start);
console.log(steps);
