// Arrays are keys by identity in JavaScript, so a cell is a string there.
const around = [[-1, -1], [-1, 0], [-1, 1], [0, -1], [0, 1], [1, -1], [1, 0], [1, 1]];
const key = (x, y) => x + "," + y;
function step(cells) {
  const counts = new Map(), places = new Map();
  for (const [x, y] of cells.values()) {
    for (const [dx, dy] of around) {
      const nx = x + dx, ny = y + dy, c = key(nx, ny);
      if (counts.has(c)) counts.set(c, counts.get(c) + 1); else { counts.set(c, 1); places.set(c, [nx, ny]); }
    }
  }
  const next = new Map();
  for (const [c, n] of counts) if (n === 3 || (n === 2 && cells.has(c))) next.set(c, places.get(c));
  return next;
}
let seed = 113, board = new Map();
for (let x = 0; x < 40; x++) for (let y = 0; y < 40; y++) {
  seed = (seed * 3877 + 29573) % 139968;
  if (seed > 95000) board.set(key(x, y), [x, y]);
}
for (let generation = 1; generation <= 1200; generation++) {
  board = step(board);
  if (generation % 200 === 0) console.log(board.size);
}
let sum = 0;
for (const [x, y] of board.values()) sum += x * 7 + y;
console.log(sum);
