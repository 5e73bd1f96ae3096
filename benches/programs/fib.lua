local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end
local seed = 42
for i = 0, 2 do
  seed = (seed * 3877 + 29573) % 139968
  print(fib(31 + seed % 2))
end
