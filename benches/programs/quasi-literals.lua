local seed = 101
local function random(limit)
  seed = (seed * 3877 + 29573) % 139968
  return seed % limit
end
local hosts = {[0] = "localhost", "example.org", "monte.test", "10.0.0.1"}
local paths = {[0] = "index", "a/b/c", "search", "img"}
local function makeLine(i)
  local host = hosts[random(4)]
  local kind = random(4)
  if kind == 0 then return "GET http://" .. host .. "/" .. paths[random(4)] .. "?id=" .. i end
  if kind == 1 then
    local port = 8000 + random(10)
    local path = paths[random(4)]
    return "PUT http://" .. host .. ":" .. port .. "/" .. path .. " " .. random(1000) .. " bytes"
  end
  if kind == 2 then return "name=user" .. i .. "; age=" .. random(90) end
  return "# note " .. i
end
local function parse(line)
  local host, path, id = line:match("^GET http://(.-)/(.-)%?id=(.*)$")
  if host then return #host + #path + tonumber(id) end
  local h, port, p, n = line:match("^PUT http://(.-):(.-)/(.-) (.-) bytes$")
  if h then return #h + tonumber(port) + #p + tonumber(n) end
  local name, age = line:match("^name=(.-); age=(.*)$")
  if name then return #name + tonumber(age) end
  local rest = line:match("^# (.*)$")
  if rest then return #rest end
  return 0
end
local function show(a, b)
  local both = "(" .. a .. ", " .. b .. ")"
  local x, y = both:match("^%((.-), (.-)%)$")
  return #(x .. y) + #both
end
local sum = 0
for i = 0, 299999 do
  local parsed = parse(makeLine(i))
  sum = (sum + parsed + show(i, random(1000))) % 1000003
end
print(sum)
