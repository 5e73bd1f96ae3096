let seed = 59;
function random(limit) { seed = (seed * 3877 + 29573) % 139968; return seed % limit; }
function mergeSort(list) {
  const n = list.length;
  let from = list.slice(), to = list.slice();
  for (let width = 1; width < n; width *= 2) {
    for (let left = 0; left < n; left += 2 * width) {
      const middle = Math.min(left + width, n), right = Math.min(left + 2 * width, n);
      let i = left, j = middle;
      for (let k = left; k < right; k++) {
        if (i < middle && (j >= right || from[i] <= from[j])) to[k] = from[i++]; else to[k] = from[j++];
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
function quickSort(a, low, high) {
  if (low >= high) return;
  const pivot = a[Math.floor((low + high) / 2)];
  let i = low, j = high;
  while (i <= j) {
    while (a[i] < pivot) i += 1;
    while (a[j] > pivot) j -= 1;
    if (i <= j) { const t = a[i]; a[i] = a[j]; a[j] = t; i += 1; j -= 1; }
  }
  quickSort(a, low, j);
  quickSort(a, i, high);
}
function checksum(list) { let sum = 0; list.forEach((x, i) => { sum = (sum + (i + 1) * x) % 1000003; }); return sum; }
for (let k = 0; k < 5; k++) {
  const data = [];
  for (let i = 0; i < 30000; i++) data.push(random(100000));
  const merged = mergeSort(data), quick = data.slice();
  quickSort(quick, 0, quick.length - 1);
  console.log(checksum(merged));
  console.log(checksum(quick));
}
