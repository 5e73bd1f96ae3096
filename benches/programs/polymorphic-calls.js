class Square { constructor(side) { this.side = side; } area() { return this.side * this.side; } grow(n) { return new Square(this.side + n); } }
class Rectangle { constructor(w, h) { this.w = w; this.h = h; } area() { return this.w * this.h; } grow(n) { return new Rectangle(this.w + n, this.h); } }
class Triangle { constructor(base, height) { this.base = base; this.height = height; } area() { return Math.floor((this.base * this.height) / 2); } grow(n) { return new Triangle(this.base, this.height + n); } }
class Circle { constructor(r) { this.r = r; } area() { return Math.floor((this.r * this.r * 355) / 113); } grow(n) { return new Circle(this.r + n); } }
class Block { constructor(shape, count) { this.shape = shape; this.count = count; } area() { return this.shape.area() * this.count; } grow(n) { return new Block(this.shape.grow(n), this.count); } }
class Frame { constructor(outer, inner) { this.outer = outer; this.inner = inner; } area() { return this.outer.area() - this.inner.area(); } grow(n) { return new Frame(this.outer.grow(n), this.inner); } }
let seed = 31;
function random(limit) { seed = (seed * 3877 + 29573) % 139968; return seed % limit; }
function makeShape(kind) {
  if (kind === 0) return new Square(random(20) + 1);
  if (kind === 1) return new Rectangle(random(20) + 1, random(20) + 1);
  if (kind === 2) return new Triangle(random(20) + 1, random(20) + 1);
  if (kind === 3) return new Circle(random(20) + 1);
  if (kind === 4) return new Block(makeShape(random(4)), random(5) + 1);
  return new Frame(makeShape(random(4)), makeShape(random(4)));
}
let shapes = [];
for (let i = 0; i < 1000; i++) shapes.push(makeShape(random(6)));
for (let round = 0; round < 10; round++) {
  let total = 0;
  for (let k = 0; k < 400; k++) for (const shape of shapes) total += shape.area();
  console.log(total);
  shapes = shapes.map(shape => shape.grow(round % 3));
}
