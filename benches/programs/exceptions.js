let seed = 109;
function random(limit) { seed = (seed * 3877 + 29573) % 139968; return seed % limit; }
let opened = 0, closed = 0;
function risky(depth, n) {
  if (depth === 0) { if (n % 3 === 0) throw n; return n; }
  return risky(depth - 1, n) + 1;
}
function withResource(n) { opened += 1; try { return risky(4, n); } finally { closed += 1; } }
function retrying(n) { let attempt = n; while (true) { try { return withResource(attempt); } catch (_) { attempt += 1; } } }
function rethrowing(n) { try { try { return withResource(n); } catch (problem) { throw problem; } } catch (_) { return -1; } }
let sum = 0;
for (let i = 0; i < 300000; i++) sum = (sum + retrying(random(1000)) + rethrowing(random(1000))) % 1000003;
console.log(sum);
console.log(opened);
console.log(closed);
