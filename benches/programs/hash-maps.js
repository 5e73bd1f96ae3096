let seed = 43;
function random(limit) { seed = (seed * 3877 + 29573) % 139968; return seed % limit; }
const names = [];
for (let i = 0; i < 500; i++) names.push("key" + i * 7);
function count(rounds) {
  const counts = new Map();
  for (let i = 0; i < rounds; i++) {
    const k = random(20000) * 31;
    counts.set(k, counts.has(k) ? counts.get(k) + 1 : 1);
  }
  let distinct = 0, most = 0;
  for (const [, n] of counts) { distinct += 1; if (n > most) most = n; }
  return [distinct, most];
}
function churn(rounds) {
  const table = new Map();
  let removed = 0, sum = 0;
  for (let i = 0; i < rounds; i++) {
    const name = names[random(500)];
    if (table.has(name)) { sum += table.get(name); table.delete(name); removed += 1; } else table.set(name, i);
  }
  return [removed, table.size, sum % 1000003];
}
for (const n of count(900000)) console.log(n);
for (const n of churn(900000)) console.log(n);
