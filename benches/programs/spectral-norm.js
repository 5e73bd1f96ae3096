function a(i, j) { return 1.0 / (Math.floor(((i + j) * (i + j + 1)) / 2) + i + 1); }
function multiplyAv(n, v) {
  const out = [];
  for (let i = 0; i < n; i++) {
    let sum = 0.0;
    for (let j = 0; j < n; j++) sum += a(i, j) * v[j];
    out.push(sum);
  }
  return out;
}
function multiplyAtv(n, v) {
  const out = [];
  for (let i = 0; i < n; i++) {
    let sum = 0.0;
    for (let j = 0; j < n; j++) sum += a(j, i) * v[j];
    out.push(sum);
  }
  return out;
}
function spectralNorm(n) {
  let u = new Array(n).fill(1.0), v = u;
  for (let k = 0; k < 6; k++) {
    v = multiplyAtv(n, multiplyAv(n, u));
    u = multiplyAtv(n, multiplyAv(n, v));
  }
  let vBv = 0.0, vv = 0.0;
  for (let i = 0; i < n; i++) { vBv += u[i] * v[i]; vv += v[i] * v[i]; }
  return Math.sqrt(vBv / vv);
}
let seed = 9;
seed = (seed * 3877 + 29573) % 139968;
console.log(Math.floor(spectralNorm(360 + seed % 20) * 1.0e9));
