local source = "++++++++++[>++++++++++[>++++++++++[>++++++++++[>++++<-]<-]<-]<-]>>>>." ..
  ">>++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++."
local function compile(text)
  local code, targets, open = {}, {}, {}
  for i = 1, #text do
    local c = text:sub(i, i)
    if ("+-<>.[]"):find(c, 1, true) then
      local n = #code + 1
      if c == "[" then open[#open + 1] = n end
      if c == "]" then
        local start = open[#open]
        open[#open] = nil
        targets[start] = n
        code[n] = c
        targets[n] = start
      else
        code[n] = c
        targets[n] = 0
      end
    end
  end
  return code, targets
end
local function run(code, targets)
  local tape = {}
  for i = 0, 99 do tape[i] = 0 end
  local at, pc, check, count = 0, 1, 0, 0
  local n = #code
  while pc <= n do
    local c = code[pc]
    if c == "+" then
      tape[at] = (tape[at] + 1) % 65536
    elseif c == "-" then
      tape[at] = (tape[at] - 1) % 65536
    elseif c == ">" then
      at = at + 1
    elseif c == "<" then
      at = at - 1
    elseif c == "[" then
      if tape[at] == 0 then pc = targets[pc] end
    elseif c == "]" then
      if tape[at] ~= 0 then pc = targets[pc] end
    else
      check = (check * 257 + tape[at]) % 1000003
    end
    pc = pc + 1
    count = count + 1
  end
  return check, count
end
local code, targets = compile(source)
for _ = 1, 70 do
  local check, count = run(code, targets)
  print(check)
  print(count)
end
