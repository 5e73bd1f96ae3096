# Doubly recursive Fibonacci: the cost of a call.
def fib(n) { return if (n < 2) { n } else { fib(n - 1) + fib(n - 2) } }
var seed := 42
for i in (0..!3) {
    seed := (seed * 3877 + 29573) % 139968
    traceln(fib(31 + (seed % 2)))
}
