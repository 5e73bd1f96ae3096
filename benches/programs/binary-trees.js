function build(depth) { return depth === 0 ? [null, null] : [build(depth - 1), build(depth - 1)]; }
function check(tree) { const left = tree[0]; return left === null ? 1 : 1 + check(left) + check(tree[1]); }
function run(maxDepth) {
  const longLived = build(maxDepth);
  for (let depth = 4; depth <= maxDepth; depth += 4) {
    const iterations = 2 ** (maxDepth - depth + 4);
    let total = 0;
    for (let i = 0; i < iterations; i++) total += check(build(depth));
    console.log(total);
  }
  console.log(check(longLived));
}
let seed = 17;
for (let k = 0; k < 2; k++) {
  seed = (seed * 3877 + 29573) % 139968;
  run(14 + seed % 2);
}
