function queens(n) {
  const columns = new Array(n).fill(false), up = new Array(2 * n).fill(false), down = new Array(2 * n).fill(false);
  let found = 0;
  function place(row) {
    if (row === n) { found += 1; return; }
    for (let c = 0; c < n; c++) {
      if (!columns[c] && !up[row + c] && !down[row - c + n]) {
        columns[c] = up[row + c] = down[row - c + n] = true;
        place(row + 1);
        columns[c] = up[row + c] = down[row - c + n] = false;
      }
    }
  }
  place(0);
  return found;
}
let seed = 23;
for (let k = 0; k < 30; k++) {
  seed = (seed * 3877 + 29573) % 139968;
  console.log(queens(10 - seed % 2));
}
