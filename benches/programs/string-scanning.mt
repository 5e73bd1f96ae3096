# Reading text character by character: a tokenizer over indices and slices, counting what it finds.
var seed := 53
def random(limit) {
    seed := (seed * 3877 + 29573) % 139968
    return seed % limit
}
def pieces := ["let", "total", "x1", "+", "(", ")", "3141", "  ", "\"text here\"", "while", ";\n", "27", "="]
def source := "".join([for _ in (0..!6000) pieces[random(13)] + " "])
def scan(text) {
    var names := 0
    var numbers := 0
    var strings := 0
    var marks := 0
    var lines := 1
    var value := 0
    var i := 0
    def n := text.size()
    while (i < n) {
        def c := text[i]
        if (c == ' ') {
            i += 1
        } else if (c == '\n') {
            lines += 1
            i += 1
        } else if (c >= 'a' && c <= 'z') {
            def start := i
            while (i < n && ((text[i] >= 'a' && text[i] <= 'z') || (text[i] >= '0' && text[i] <= '9'))) { i += 1 }
            if (text.slice(start, i) != "while") { names += 1 }
        } else if (c >= '0' && c <= '9') {
            var number := 0
            while (i < n && text[i] >= '0' && text[i] <= '9') {
                number := number * 10 + (text[i].asInteger() - 48)
                i += 1
            }
            value := (value + number) % 1000003
            numbers += 1
        } else if (c == '"') {
            i += 1
            while (text[i] != '"') { i += 1 }
            i += 1
            strings += 1
        } else {
            marks += 1
            i += 1
        }
    }
    return [names, numbers, strings, marks, lines, value]
}
def occurrences(text, needle) {
    var found := 0
    var at := text.indexOf(needle)
    while (at >= 0) {
        found += 1
        at := text.indexOf(needle, at + 1)
    }
    return found
}
var result := []
for _ in (0..!240) { result := scan(source) }
for n in (result) { traceln(n) }
for word in (["total", "while", "x1 x1", "none"]) { traceln(occurrences(source, word)) }
