function tak(x, y, z) {
  return y >= x ? z : tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}
let seed = 7;
for (let i = 0; i < 180; i++) {
  seed = (seed * 3877 + 29573) % 139968;
  console.log(tak(18 + seed % 2, 12, 6));
}
