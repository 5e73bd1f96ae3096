local function build(depth)
  if depth == 0 then return {false, false} end
  return {build(depth - 1), build(depth - 1)}
end
local function check(tree)
  local left = tree[1]
  if not left then return 1 end
  return 1 + check(left) + check(tree[2])
end
local function run(maxDepth)
  local longLived = build(maxDepth)
  local depth = 4
  while depth <= maxDepth do
    local iterations = 2 ^ (maxDepth - depth + 4)
    local total = 0
    for _ = 1, iterations do total = total + check(build(depth)) end
    print(total)
    depth = depth + 4
  end
  print(check(longLived))
end
local seed = 17
for _ = 1, 2 do
  seed = (seed * 3877 + 29573) % 139968
  run(14 + seed % 2)
end
