function mandelbrot(size, limit) {
  let inside = 0, total = 0;
  for (let py = 0; py < size; py++) {
    const ci = (2.0 * py) / size - 1.0;
    for (let px = 0; px < size; px++) {
      const cr = (2.0 * px) / size - 1.5;
      let zr = 0.0, zi = 0.0, i = 0;
      while (i < limit && zr * zr + zi * zi <= 4.0) {
        const t = zr * zr - zi * zi + cr;
        zi = 2.0 * zr * zi + ci;
        zr = t;
        i += 1;
      }
      total += i;
      if (i === limit) inside += 1;
    }
  }
  return [inside, total];
}
let seed = 13;
seed = (seed * 3877 + 29573) % 139968;
const [inside, total] = mandelbrot(320 + seed % 10, 100);
console.log(inside);
console.log(total);
