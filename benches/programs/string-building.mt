# Making strings: appending characters and short strings, joining parts, numbers as text.
var seed := 47
def random(limit) {
    seed := (seed * 3877 + 29573) % 139968
    return seed % limit
}
def words := ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"]
def appended(n) {
    var out := ""
    for _ in (0..!n) { out += words[random(8)] + " " }
    return out
}
def letters(n) {
    var out := ""
    for _ in (0..!n) { out += 'a' + random(26) }
    return out
}
def joined(n) {
    def parts := [].diverge()
    for i in (0..!n) { parts.push(M.toString(i) + "=" + M.toString(random(1000))) }
    return ",".join(parts)
}
def checksum(text) {
    var sum := 0
    for c in (text) { sum := (sum * 31 + c.asInteger()) % 1000003 }
    return sum
}
var size := 0
var check := 0
for k in (0..!8000) {
    def a := appended(100 + k % 7)
    def b := letters(100)
    def c := joined(60)
    size += a.size() + b.size() + c.size()
    check := (check + checksum(b) + checksum(c.slice(0, 50)) + a.indexOf("theta")) % 1000003
}
traceln(size)
traceln(check)
