local seed = 97
local function random(limit)
  seed = (seed * 3877 + 29573) % 139968
  return seed % limit
end
local function generate(depth)
  if depth == 0 then
    if random(2) == 0 then return {"num", random(10)} end
    return {"var"}
  end
  local kind = random(4)
  if kind == 0 then return {"neg", generate(depth - 1)} end
  local left = generate(depth - 1)
  local right = generate(depth - 1)
  return {kind == 1 and "mul" or "add", left, right}
end
local function derive(e)
  local tag, n = e[1], #e
  if tag == "num" and n == 2 then return {"num", 0} end
  if tag == "var" and n == 1 then return {"num", 1} end
  if tag == "neg" and n == 2 then return {"neg", derive(e[2])} end
  if tag == "add" and n == 3 then return {"add", derive(e[2]), derive(e[3])} end
  if tag == "mul" and n == 3 then return {"add", {"mul", derive(e[2]), e[3]}, {"mul", e[2], derive(e[3])}} end
end
local function isNum(e, value) return e[1] == "num" and #e == 2 and (value == nil or e[2] == value) end
local function simplify(e)
  local tag, n = e[1], #e
  if tag == "neg" and n == 2 then
    local a = simplify(e[2])
    if isNum(a) then return {"num", -a[2]} end
    if a[1] == "neg" and #a == 2 then return a[2] end
    return {"neg", a}
  end
  if tag == "add" and n == 3 then
    local a, b = simplify(e[2]), simplify(e[3])
    if isNum(a) and isNum(b) then return {"num", a[2] + b[2]} end
    if isNum(a, 0) then return b end
    if isNum(b, 0) then return a end
    return {"add", a, b}
  end
  if tag == "mul" and n == 3 then
    local a, b = simplify(e[2]), simplify(e[3])
    if isNum(a) and isNum(b) then return {"num", a[2] * b[2]} end
    if isNum(a, 0) then return {"num", 0} end
    if isNum(b, 0) then return {"num", 0} end
    if isNum(a, 1) then return b end
    if isNum(b, 1) then return a end
    return {"mul", a, b}
  end
  return e
end
local function evaluate(e, x)
  local tag, n = e[1], #e
  if tag == "num" and n == 2 then return e[2] end
  if tag == "var" and n == 1 then return x end
  if tag == "neg" and n == 2 then return -evaluate(e[2], x) end
  if tag == "add" and n == 3 then return (evaluate(e[2], x) + evaluate(e[3], x)) % 1000003 end
  if tag == "mul" and n == 3 then return (evaluate(e[2], x) * evaluate(e[3], x)) % 1000003 end
end
local function size(e)
  local n = 1
  for i = 2, #e do
    local c = e[i]
    if type(c) == "table" and #c > 0 then n = n + size(c) end
  end
  return n
end
local total, nodes = 0, 0
for k = 0, 7499 do
  local d = simplify(derive(simplify(generate(6))))
  nodes = nodes + size(d)
  total = (total + evaluate(d, k % 10)) % 1000003
end
print(nodes)
print(string.format("%d", total))
