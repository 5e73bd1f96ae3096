function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
let seed = 42;
for (let i = 0; i < 3; i++) {
  seed = (seed * 3877 + 29573) % 139968;
  console.log(fib(31 + seed % 2));
}
