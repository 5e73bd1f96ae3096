function makeCounter(step) { let n = 0; return [() => { n += step; return n; }, () => { n = 0; }]; }
function compose(f, g) { return x => g(f(x)); }
function fold(list, acc, f) { for (const x of list) acc = f(acc, x); return acc; }
function adder(a) { return b => c => (a + b * c) % 65521; }
function map(list, f) { const out = []; for (const x of list) out.push(f(x)); return out; }
function filter(list, f) { const out = []; for (const x of list) if (f(x)) out.push(x); return out; }
let seed = 37;
function random(limit) { seed = (seed * 3877 + 29573) % 139968; return seed % limit; }
const numbers = [];
for (let i = 0; i < 1000; i++) numbers.push(random(1000));
function round(k) {
  const [bump, reset] = makeCounter(k % 5 + 1);
  let pipeline = x => x + k;
  for (let i = 0; i < 8; i++) pipeline = compose(pipeline, x => (x * 3 + i) % 1009);
  const kept = filter(numbers, x => (x + bump()) % 3 !== 0);
  const total = fold(map(kept, pipeline), 0, (a, b) => a + b);
  const mixed = fold(numbers, k, (a, b) => adder(a)(b)(k));
  const last = bump();
  reset();
  return (total + mixed + last + bump()) % 1000003;
}
let sum = 0;
for (let k = 0; k < 500; k++) sum += round(k);
console.log(sum);
