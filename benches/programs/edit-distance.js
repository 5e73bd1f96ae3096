let seed = 67;
function random(limit) { seed = (seed * 3877 + 29573) % 139968; return seed % limit; }
function word(n) { let out = ""; for (let i = 0; i < n; i++) out += String.fromCharCode(97 + random(5)); return out; }
function distance(a, b) {
  let previous = [];
  for (let j = 0; j <= b.length; j++) previous.push(j);
  for (let i = 0; i < a.length; i++) {
    const x = a[i], row = [i + 1];
    for (let j = 0; j < b.length; j++) {
      let best = previous[j];
      if (x !== b[j]) {
        best += 1;
        if (previous[j + 1] < best) best = previous[j + 1] + 1;
        if (row[j] < best) best = row[j] + 1;
      }
      row.push(best);
    }
    previous = row;
  }
  return previous[previous.length - 1];
}
let total = 0;
for (let k = 0; k < 1300; k++) total += distance(word(60 + random(20)), word(60 + random(20)));
console.log(total);
