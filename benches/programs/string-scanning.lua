local seed = 53
local function random(limit)
  seed = (seed * 3877 + 29573) % 139968
  return seed % limit
end
local pieces = {[0] = "let", "total", "x1", "+", "(", ")", "3141", "  ", '"text here"', "while", ";\n", "27", "="}
local parts = {}
for i = 1, 6000 do parts[i] = pieces[random(13)] .. " " end
local source = table.concat(parts)
local byte = string.byte
local SPACE, NEWLINE, QUOTE, A, Z, ZERO, NINE = byte(" "), byte("\n"), byte('"'), byte("a"), byte("z"), byte("0"), byte("9")
local function scan(text)
  local names, numbers, strings, marks, lines, value = 0, 0, 0, 0, 1, 0
  local i, n = 1, #text
  while i <= n do
    local c = byte(text, i)
    if c == SPACE then
      i = i + 1
    elseif c == NEWLINE then
      lines = lines + 1
      i = i + 1
    elseif c >= A and c <= Z then
      local start = i
      while i <= n and ((byte(text, i) >= A and byte(text, i) <= Z) or (byte(text, i) >= ZERO and byte(text, i) <= NINE)) do i = i + 1 end
      if text:sub(start, i - 1) ~= "while" then names = names + 1 end
    elseif c >= ZERO and c <= NINE then
      local number = 0
      while i <= n and byte(text, i) >= ZERO and byte(text, i) <= NINE do
        number = number * 10 + (byte(text, i) - 48)
        i = i + 1
      end
      value = (value + number) % 1000003
      numbers = numbers + 1
    elseif c == QUOTE then
      i = i + 1
      while byte(text, i) ~= QUOTE do i = i + 1 end
      i = i + 1
      strings = strings + 1
    else
      marks = marks + 1
      i = i + 1
    end
  end
  return {names, numbers, strings, marks, lines, value}
end
local function occurrences(text, needle)
  local found = 0
  local at = text:find(needle, 1, true)
  while at do
    found = found + 1
    at = text:find(needle, at + 1, true)
  end
  return found
end
local result
for _ = 1, 240 do result = scan(source) end
for _, n in ipairs(result) do print(n) end
for _, word in ipairs({"total", "while", "x1 x1", "none"}) do print(occurrences(source, word)) end
