# JSON: a parser with positions in its complaints, two printers, and paths into documents.
#
# JSON's values are Monte's: null, true, false, Int, Double, Str, List and Map with Str keys.

# ----- Parser -----

# A reader of characters that knows line and column.
def makeCursor(text :Str, fail) {
    var at := 0
    return object cursor {
        to atEnd() :Bool { return at >= text.size() }
        # The next character, or a zero at the end, which JSON never has.
        to peek() :Char { return if (at < text.size()) { text[at] } else { '\u0000' } }
        to next() :Char {
            if (at >= text.size()) { cursor.complain("unexpected end") }
            at += 1
            return text[at - 1]
        }
        to skipSpace() { while (at < text.size() && " \t\r\n".contains(text[at])) { at += 1 } }
        # The characters from here on for which the test holds.
        to span(test) :Str {
            def start := at
            while (at < text.size() && test(text[at])) { at += 1 }
            return text.slice(start, at)
        }
        to expect(wanted :Str) {
            if (text.slice(at, at + wanted.size()) != wanted) { cursor.complain(`expected $wanted`) }
            at += wanted.size()
        }
        to complain(what :Str) {
            def before := text.slice(0, at).split("\n")
            fail(`line ${before.size()}, column ${before.last().size() + 1}: $what`)
        }
    }
}

def isDigit(c :Char) :Bool { return c >= '0' && c <= '9' }
def escapes := ['"' => '"', '\\' => '\\', '/' => '/', 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t']

# The value of a document; complaints go to the ejector.
def parse(text :Str, fail) {
    def cursor := makeCursor(text, fail)
    def value

    def hexDigits() :Int {
        def word := "".join([for _ in (0..!4) cursor.next().asString()])
        return _makeInt.withRadix(16)(word, fn _ { cursor.complain("four hex digits expected") })
    }

    def string() :Str {
        cursor.expect("\"")
        def parts := [].diverge()
        while (true) {
            parts.push(cursor.span(fn c { c != '"' && c != '\\' && c >= ' ' }))
            switch (cursor.next()) {
                match =='"' { return "".join(parts) }
                match =='\\' {
                    def kind := cursor.next()
                    def c := if (kind == 'u') { '\u0000' + hexDigits() } else {
                        escapes.fetch(kind, fn { cursor.complain(`unknown escape ${M.toQuote(kind)}`) })
                    }
                    parts.push(c.asString())
                }
                match _ { cursor.complain("control character in a string") }
            }
        }
    }

    def number() {
        var word := ""
        def digits() {
            def found := cursor.span(isDigit)
            if (found == "") { cursor.complain("digit expected") }
            word += found
        }
        if (cursor.peek() == '-') { word += cursor.next() }
        # Nothing follows a leading zero directly.
        if (cursor.peek() == '0') { word += cursor.next() } else { digits() }
        var isWhole := true
        if (cursor.peek() == '.') { word += cursor.next(); digits(); isWhole := false }
        if ("eE".contains(cursor.peek())) {
            word += cursor.next()
            if ("+-".contains(cursor.peek())) { word += cursor.next() }
            digits()
            isWhole := false
        }
        return if (isWhole) { _makeInt(word) } else { _makeDouble(word) }
    }

    # The items between brackets, each read by `item`.
    def items(open :Str, close :Char, item) :List {
        cursor.expect(open)
        cursor.skipSpace()
        if (cursor.peek() == close) { cursor.next(); return [] }
        def found := [].diverge()
        while (true) {
            found.push(item())
            cursor.skipSpace()
            if (cursor.peek() == close) { cursor.next(); return found.snapshot() }
            cursor.expect(",")
        }
    }

    def pair() :Pair {
        cursor.skipSpace()
        def key := string()
        cursor.skipSpace()
        cursor.expect(":")
        return [key, value()]
    }

    bind value() {
        cursor.skipSpace()
        return switch (cursor.peek()) {
            match =='{' { _makeMap.fromPairs(items("{", '}', pair)) }
            match =='[' { items("[", ']', value) }
            match =='"' { string() }
            match =='t' { cursor.expect("true"); true }
            match =='f' { cursor.expect("false"); false }
            match =='n' { cursor.expect("null"); null }
            match c ? (c == '-' || isDigit(c)) { number() }
            match _ { cursor.complain("a value expected") }
        }
    }

    def document := value()
    cursor.skipSpace()
    if (!cursor.atEnd()) { cursor.complain("junk after the document") }
    return document
}

# ----- Printers -----

def unescapes := [for name => c in (escapes) ? (name != '/') c => "\\" + name]

def quote(text :Str) :Str {
    return "\"" + "".join([for c in (text) unescapes.fetch(c, fn { c.asString() })]) + "\""
}

# The document on one line.
def compact(value) :Str {
    return switch (value) {
        match s :Str { quote(s) }
        match l :List { "[" + ",".join([for x in (l) compact(x)]) + "]" }
        match m :Map { "{" + ",".join([for k => v in (m) quote(k) + ":" + compact(v)]) + "}" }
        match other { M.toString(other) }
    }
}

# The document as lines, each item on its own, short lists and maps kept together.
def pretty(value, width :Int) :List[Str] {
    def short := compact(value)
    if (short.size() <= width) { return [short] }
    def indent(lines) { return [for line in (lines) "  " + line] }
    # Puts a comma behind each item but the last.
    def block(open, close, blocks) {
        var out := [open]
        for i => lines in (blocks) {
            def comma := if (i < blocks.size() - 1) { "," } else { "" }
            out += indent(lines.with(lines.size() - 1, lines.last() + comma))
        }
        return out.with(close)
    }
    return switch (value) {
        match l :List { block("[", "]", [for x in (l) pretty(x, width - 2)]) }
        match m :Map {
            block("{", "}", [for k => v in (m) {
                def [first] + rest := pretty(v, width - 2)
                [quote(k) + ": " + first] + rest
            }])
        }
        match _ { [short] }
    }
}

# ----- Paths -----

# What a path such as `crew[0].name` leads to. A step that is not there leaves through the ejector.
def follow(document, path :Str, missing) {
    return switch (path) {
        match =="" { document }
        match `.@rest` { follow(document, rest, missing) }
        match `[@index]@rest` {
            def list :List exit fn _ { missing("no list") } := document
            def i := _makeInt(index, fn _ { missing(`no number: $index`) })
            if (i < 0 || i >= list.size()) { missing(`no item $i`) }
            follow(list[i], rest, missing)
        }
        match _ {
            # The name ends at the next dot or bracket.
            var end := 0
            while (end < path.size() && !".[".contains(path[end])) { end += 1 }
            def name := path.slice(0, end)
            def map :Map exit fn _ { missing("no map") } := document
            follow(map.fetch(name, fn { missing(`no $name`) }), path.slice(end), missing)
        }
    }
}

# ----- At work -----

def source := "{
  \"ship\": \"Monte\", \"length\": 31.5, \"crew\": [
    {\"name\": \"Ann \\\"Reef\\\" Bay\", \"age\": 41, \"tags\": [\"captain\", \"cook\"]},
    {\"name\": \"Bo\\tStay\", \"age\": 29, \"tags\": []}
  ],
  \"log\": {\"days\": [1, 2, 3, -4, 5e2], \"sunk\": false, \"note\": null, \"\\u00e9t\\u00e9\": \"\\/\"}
}"
def document := parse(source, throw)
traceln(document)
traceln(compact(document))
for line in (pretty(document, 40)) { traceln(line) }
traceln(parse(compact(document), throw) == document)
for path in (["ship", "crew[1].name", "crew[0].tags[1]", "log.days[4]", "crew[7]", "log.wind", "crew.name", "log.days[x]"]) {
    traceln(path, escape missing { follow(document, path, missing) } catch why { ["missing", why] })
}
for bad in (["", "[1, 2", "[1 2]", "{\"a\" 1}", "{\"a\": tru}", "\"open", "\"\\q\"", "-", "1.", "01", "[1,\n 2,\n ]", "\"\\u12g4\"", "nul"]) {
    traceln(bad, escape fail { parse(bad, fail) } catch why { why })
}
