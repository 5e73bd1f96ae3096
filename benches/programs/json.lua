-- Lua has no null in tables and no order in maps: null is a value of its own, a map keeps its keys in a list.
local NULL = {}
local Map = {}
Map.__index = Map
local function makeMap() return setmetatable({keys = {}, values = {}}, Map) end
function Map:put(k, v)
  if self.values[k] == nil then self.keys[#self.keys + 1] = k end
  self.values[k] = v
end
local seed = 79
local function random(limit)
  seed = (seed * 3877 + 29573) % 139968
  return seed % limit
end
local words = {[0] = "name", "size", 'tag "q"', "list", "tab\tbed", "id", "value", "back\\slash"}
local function generate(depth)
  local kind = depth == 0 and random(4) or random(6)
  if kind == 0 then return random(100000) - 50000 end
  if kind == 1 then return words[random(8)] end
  if kind == 2 then return random(2) == 0 end
  if kind == 3 then return NULL end
  if kind == 4 then
    local out = {}
    for i = 1, random(6) + 1 do out[i] = generate(depth - 1) end
    return out
  end
  local out = makeMap()
  for _ = 1, random(6) + 1 do
    local k = words[random(8)]
    out:put(k, generate(depth - 1))
  end
  return out
end
local concat = table.concat
local function quote(text)
  local parts = {'"'}
  for i = 1, #text do
    local c = text:sub(i, i)
    if c == '"' then parts[#parts + 1] = '\\"'
    elseif c == "\\" then parts[#parts + 1] = "\\\\"
    elseif c == "\t" then parts[#parts + 1] = "\\t"
    else parts[#parts + 1] = c end
  end
  parts[#parts + 1] = '"'
  return concat(parts)
end
local function print_(value)
  if value == NULL then return "null" end
  if value == true then return "true" end
  if value == false then return "false" end
  local kind = type(value)
  if kind == "number" then return string.format("%d", value) end
  if kind == "string" then return quote(value) end
  local parts = {}
  if getmetatable(value) == Map then
    for i, k in ipairs(value.keys) do parts[i] = quote(k) .. ":" .. print_(value.values[k]) end
    return "{" .. concat(parts, ",") .. "}"
  end
  for i, x in ipairs(value) do parts[i] = print_(x) end
  return "[" .. concat(parts, ",") .. "]"
end
local function parse(text)
  local i = 1
  local value
  local function at() return text:sub(i, i) end
  local function string_()
    i = i + 1
    local parts = {}
    while true do
      local c = at()
      i = i + 1
      if c == '"' then return concat(parts) end
      if c == "\\" then
        local e = at()
        i = i + 1
        parts[#parts + 1] = e == "t" and "\t" or e
      else
        parts[#parts + 1] = c
      end
    end
  end
  local function number()
    local start = i
    if at() == "-" then i = i + 1 end
    while i <= #text and at() >= "0" and at() <= "9" do i = i + 1 end
    return tonumber(text:sub(start, i - 1))
  end
  function value()
    local c = at()
    if c == "[" then
      local out = {}
      while at() ~= "]" do
        i = i + 1
        out[#out + 1] = value()
      end
      i = i + 1
      return out
    end
    if c == "{" then
      local out = makeMap()
      while at() ~= "}" do
        i = i + 1
        local k = string_()
        i = i + 1
        out:put(k, value())
      end
      i = i + 1
      return out
    end
    if c == '"' then return string_() end
    if c == "t" then i = i + 4; return true end
    if c == "f" then i = i + 5; return false end
    if c == "n" then i = i + 4; return NULL end
    return number()
  end
  return value()
end
local size, same = 0, 0
for round = 1, 80 do
  local document = {}
  for j = 1, 60 do document[j] = generate(5) end
  local text = print_(document)
  size = size + #text
  if print_(parse(text)) == text then same = same + 1 end
end
print(size)
print(same)
