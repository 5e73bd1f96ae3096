local function fannkuch(n)
  local perm1, count = {}, {}
  for i = 0, n - 1 do perm1[i] = i; count[i] = 0 end
  local maxFlips, checksum, r, parity = 0, 0, n, 0
  while true do
    while r ~= 1 do
      count[r - 1] = r
      r = r - 1
    end
    local perm = {}
    for i = 0, n - 1 do perm[i] = perm1[i] end
    local flips = 0
    local k = perm[0]
    while k ~= 0 do
      local i, j = 0, k
      while i < j do
        local t = perm[i]
        perm[i] = perm[j]
        perm[j] = t
        i = i + 1
        j = j - 1
      end
      flips = flips + 1
      k = perm[0]
    end
    if flips > maxFlips then maxFlips = flips end
    if parity == 0 then checksum = checksum + flips else checksum = checksum - flips end
    local searching = true
    while searching do
      if r == n then return checksum, maxFlips end
      local first = perm1[0]
      local i = 0
      while i < r do
        perm1[i] = perm1[i + 1]
        i = i + 1
      end
      perm1[r] = first
      count[r] = count[r] - 1
      if count[r] > 0 then searching = false else r = r + 1 end
    end
    parity = 1 - parity
  end
end
local seed = 3
for _ = 1, 2 do
  seed = (seed * 3877 + 29573) % 139968
  local checksum, flips = fannkuch(8 + seed % 2)
  print(checksum)
  print(flips)
end
