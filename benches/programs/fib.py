def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


seed = 42
for i in range(3):
    seed = (seed * 3877 + 29573) % 139968
    print(fib(31 + seed % 2))
