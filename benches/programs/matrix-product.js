let seed = 19;
function random(limit) { seed = (seed * 3877 + 29573) % 139968; return seed % limit; }
function makeMatrix(n) {
  const rows = [];
  for (let i = 0; i < n; i++) { const row = []; for (let j = 0; j < n; j++) row.push(random(100)); rows.push(row); }
  return rows;
}
function product(a, b) {
  const n = a.length, rows = [];
  for (let i = 0; i < n; i++) {
    const row = a[i], out = [];
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += row[k] * b[k][j];
      out.push(sum % 1000);
    }
    rows.push(out);
  }
  return rows;
}
function trace(a) { let sum = 0; for (let i = 0; i < a.length; i++) sum += a[i][i]; return sum; }
const n = 150, a = makeMatrix(n), b = makeMatrix(n), c = product(a, b);
console.log(trace(c));
console.log(trace(product(c, a)));
console.log(trace(product(b, c)));
