# Quasi-literals: strings made from and taken apart by templates.
var seed := 101
def random(limit) {
    seed := (seed * 3877 + 29573) % 139968
    return seed % limit
}
def hosts := ["localhost", "example.org", "monte.test", "10.0.0.1"]
def paths := ["index", "a/b/c", "search", "img"]
def makeLine(i) {
    def host := hosts[random(4)]
    def kind := random(4)
    if (kind == 0) { return `GET http://$host/${paths[random(4)]}?id=$i` }
    if (kind == 1) { return `PUT http://$host:${8000 + random(10)}/${paths[random(4)]} ${random(1000)} bytes` }
    if (kind == 2) { return `name=user$i; age=${random(90)}` }
    return `# note $i`
}
def parse(line) {
    return switch (line) {
        match `GET http://@host/@path?id=@id` { host.size() + path.size() + _makeInt(id) }
        match `PUT http://@host:@port/@path @n bytes` { host.size() + _makeInt(port) + path.size() + _makeInt(n) }
        match `name=@name; age=@age` { name.size() + _makeInt(age) }
        match `# @rest` { rest.size() }
        match _ { 0 }
    }
}
def show(a, b) {
    def both := `($a, $b)`
    def `(@x, @y)` := both
    return `$x$y`.size() + both.size()
}
var sum := 0
for i in (0..!300000) {
    sum := (sum + parse(makeLine(i)) + show(i, random(1000))) % 1000003
}
traceln(sum)
