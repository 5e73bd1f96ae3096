# A JSON printer and parser written in the language: strings by index, lists, maps, mutual recursion.
var seed := 79
def random(limit) {
    seed := (seed * 3877 + 29573) % 139968
    return seed % limit
}
def words := ["name", "size", "tag \"q\"", "list", "tab\tbed", "id", "value", "back\\slash"]
def generate(depth) {
    def kind := if (depth == 0) { random(4) } else { random(6) }
    if (kind == 0) { return random(100000) - 50000 }
    if (kind == 1) { return words[random(8)] }
    if (kind == 2) { return random(2) == 0 }
    if (kind == 3) { return null }
    if (kind == 4) { return [for _ in (0..!(random(6) + 1)) generate(depth - 1)] }
    def out := [].asMap().diverge()
    for _ in (0..!(random(6) + 1)) { out[words[random(8)]] := generate(depth - 1) }
    return out.snapshot()
}
def quote(text) {
    def parts := ["\""].diverge()
    for c in (text) {
        parts.push(switch (c) {
            match =='"' { "\\\"" }
            match =='\\' { "\\\\" }
            match =='\t' { "\\t" }
            match _ { c.asString() }
        })
    }
    parts.push("\"")
    return "".join(parts)
}
def print(value) {
    return switch (value) {
        match ==null { "null" }
        match ==true { "true" }
        match ==false { "false" }
        match n :Int { M.toString(n) }
        match s :Str { quote(s) }
        match l :List { "[" + ",".join([for x in (l) print(x)]) + "]" }
        match m :Map { "{" + ",".join([for k => v in (m) quote(k) + ":" + print(v)]) + "}" }
    }
}
def parse(text) {
    var i := 0
    def value
    def string() {
        i += 1
        def parts := [].diverge()
        while (true) {
            def c := text[i]
            i += 1
            if (c == '"') { return "".join(parts) }
            if (c == '\\') {
                def e := text[i]
                i += 1
                parts.push(if (e == 't') { "\t" } else { e.asString() })
            } else {
                parts.push(c.asString())
            }
        }
    }
    def number() {
        def start := i
        if (text[i] == '-') { i += 1 }
        while (i < text.size() && text[i] >= '0' && text[i] <= '9') { i += 1 }
        return _makeInt(text.slice(start, i))
    }
    bind value() {
        def c := text[i]
        if (c == '[') {
            def out := [].diverge()
            while (text[i] != ']') {
                i += 1
                out.push(value())
            }
            i += 1
            return out.snapshot()
        }
        if (c == '{') {
            def out := [].asMap().diverge()
            while (text[i] != '}') {
                i += 1
                def k := string()
                i += 1
                out[k] := value()
            }
            i += 1
            return out.snapshot()
        }
        if (c == '"') { return string() }
        if (c == 't') { i += 4; return true }
        if (c == 'f') { i += 5; return false }
        if (c == 'n') { i += 4; return null }
        return number()
    }
    return value()
}
var size := 0
var same := 0
for round in (0..!80) {
    def document := [for _ in (0..!60) generate(5)]
    def text := print(document)
    size += text.size()
    if (print(parse(text)) == text) { same += 1 }
}
traceln(size)
traceln(same)
