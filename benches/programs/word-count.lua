local seed = 107
local function random(limit)
  seed = (seed * 3877 + 29573) % 139968
  return seed % limit
end
local roots = {[0] = "ship", "Sail", "mast", "Rope", "deck", "wind", "Wave", "port", "crew", "star"}
local suffixes = {[0] = "", "s", "ed", "ing", "er"}
local marks = {[0] = "", "", ",", ".", "!"}
local function makeLine()
  local words = {}
  for i = 1, 12 do
    local root = roots[random(10)]
    local suffix = suffixes[random(5)]
    words[i] = root .. suffix .. marks[random(5)]
  end
  return table.concat(words, " ")
end
local function strip(word)
  local stop = #word
  while stop > 0 and (",.!"):find(word:sub(stop, stop), 1, true) do stop = stop - 1 end
  return word:sub(1, stop)
end
local function count(lines)
  local counts = {}
  for _, line in ipairs(lines) do
    for raw in line:gmatch("[^ ]+") do
      local word = strip(raw:match("^%s*(.-)%s*$")):lower()
      counts[word] = (counts[word] or 0) + 1
    end
  end
  return counts
end
local lines = {}
for i = 1, 3000 do lines[i] = makeLine() end
for _ = 1, 45 do
  local ranked = {}
  for word, n in pairs(count(lines)) do ranked[#ranked + 1] = {-n, word} end
  table.sort(ranked, function(p, q)
    if p[1] ~= q[1] then return p[1] < q[1] end
    return p[2] < q[2]
  end)
  print(#ranked)
  for i = 1, 3 do
    print(-ranked[i][1])
    print('"' .. ranked[i][2] .. '"')
  end
end
