# Regular expressions by derivatives (Brzozowski), compiled to a machine whose states are expressions.
#
# The derivative of an expression by a character matches what may follow that character. Expressions are lists, so two
# that look the same are the same, and a map from expressions to states needs nothing else. That makes a complete
# deterministic automaton without ever building another one first.
#
#   ["none"]          nothing at all          ["empty"]        the empty text
#   ["set", Set]      one of these            ["not", Set]     one character that is none of these
#   ["then", a, b]    a, then b               ["or", a, b]     a or b
#   ["star", a]       a any number of times

def NONE := ["none"]
def EMPTY := ["empty"]

# ----- Building, with the simplifications that keep the number of states finite -----

def both(a, b) {
    return if (a == NONE || b == NONE) { NONE } else if (a == EMPTY) { b } else if (b == EMPTY) { a } else { ["then", a, b] }
}

# The alternatives of an expression, without order and repetition.
def alternatives(e) {
    return switch (e) {
        match [=="or", a, b] { alternatives(a) + alternatives(b) }
        match [=="none"] { [] }
        match other { [other] }
    }
}
def either(a, b) {
    # Sorted by how they print, so that a|b and b|a become one state.
    def found := [for e in (alternatives(a) + alternatives(b)) M.toQuote(e) => e].sortKeys().getValues()
    if (found == []) { return NONE }
    def [var all] + rest := found.reverse()
    for e in (rest) { all := ["or", e, all] }
    return all
}

def many(a) {
    return switch (a) {
        match [=="star", _] { a }
        match ==NONE { EMPTY }
        match ==EMPTY { EMPTY }
        match _ { ["star", a] }
    }
}

# ----- Derivatives -----

# Does it match the empty text?
def isNullable(e) :Bool {
    return switch (e) {
        match ==EMPTY { true }
        match [=="star", _] { true }
        match [=="then", a, b] { isNullable(a) && isNullable(b) }
        match [=="or", a, b] { isNullable(a) || isNullable(b) }
        match _ { false }
    }
}

def derive(e, c :Char) {
    return switch (e) {
        match [=="set", chars] { if (chars.contains(c)) { EMPTY } else { NONE } }
        match [=="not", chars] { if (chars.contains(c)) { NONE } else { EMPTY } }
        match [=="or", a, b] { either(derive(a, c), derive(b, c)) }
        match [=="star", a] { both(derive(a, c), e) }
        match [=="then", a, b] {
            def first := both(derive(a, c), b)
            if (isNullable(a)) { either(first, derive(b, c)) } else { first }
        }
        match _ { NONE }
    }
}

# ----- Syntax -----

# Reads `a|b`, `ab`, `a*`, `a+`, `a?`, `(a)`, `[a-z_]`, `[^0-9]`, `.` and `\` before a special character.
def parse(text :Str, fail) {
    var at := 0
    def more() { return at < text.size() }
    def next() {
        if (!more()) { fail(`unexpected end of $text`) }
        at += 1
        return text[at - 1]
    }
    def sees(c :Char) { return more() && text[at] == c }
    def alternation
    def plainChar() {
        def c := next()
        return if (c == '\\') { next() } else { c }
    }
    def charSet() {
        var kind := "set"
        if (sees('^')) { kind := "not"; next() }
        def chars := [].asSet().diverge()
        while (!sees(']')) {
            def low := plainChar()
            if (sees('-')) {
                next()
                for c in (low..plainChar()) { chars.include(c) }
            } else {
                chars.include(low)
            }
        }
        next()
        return [kind, chars.asList().sort().asSet()]
    }
    def atom() {
        return switch (next()) {
            match =='(' {
                def inside := alternation()
                if (next() != ')') { fail(`) expected at $at`) }
                inside
            }
            match =='[' { charSet() }
            match =='.' { ["not", [].asSet()] }
            match =='\\' { ["set", [next()].asSet()] }
            match c ? ("*+?)".contains(c)) { fail(`unexpected ${c.asString()} at $at`) }
            match c { ["set", [c].asSet()] }
        }
    }
    def repetition() {
        var e := atom()
        while (more()) {
            switch (text[at]) {
                match =='*' { e := many(e) }
                match =='+' { e := both(e, many(e)) }
                match =='?' { e := either(e, EMPTY) }
                match _ { break }
            }
            at += 1
        }
        return e
    }
    def sequence() {
        var e := EMPTY
        while (more() && !sees('|') && !sees(')')) { e := both(e, repetition()) }
        return e
    }
    bind alternation() {
        var e := sequence()
        while (sees('|')) {
            next()
            e := either(e, sequence())
        }
        return e
    }
    def e := alternation()
    if (more()) { fail(`unexpected ) at $at`) }
    return e
}

# ----- The machine -----

# Its states are made when a text first reaches them.
def compile(text :Str, fail) {
    def start := parse(text, fail)
    # The states and what is known of them: for each, whether it accepts, and where characters lead.
    def states := [].asMap().diverge()
    def stateOf(e) {
        if (!states.contains(e)) { states[e] := [isNullable(e), [].asMap().diverge()] }
        return e
    }
    def step(e, c) {
        def [_, arrows] := states[e]
        if (!arrows.contains(c)) { arrows[c] := stateOf(derive(e, c)) }
        return arrows[c]
    }
    return object regex {
        to matches(specimen :Str) :Bool {
            var e := stateOf(start)
            for c in (specimen) { e := step(e, c) }
            return states[e][0]
        }
        # Where the longest match that begins at a place ends, or -1.
        to matchAt(specimen :Str, from :Int) :Int {
            var e := stateOf(start)
            var end := -1
            for i in (from..specimen.size()) {
                if (states[e][0]) { end := i }
                if (e == NONE || i == specimen.size()) { break }
                e := step(e, specimen[i])
            }
            return end
        }
        # All matches from left to right that do not overlap.
        to find(specimen :Str) :List[Str] {
            def found := [].diverge()
            var at := 0
            while (at < specimen.size()) {
                def end := regex.matchAt(specimen, at)
                if (end > at) { found.push(specimen.slice(at, end)) }
                at := end.max(at + 1)
            }
            return found.snapshot()
        }
        to replace(specimen :Str, f) :Str {
            def parts := [].diverge()
            var at := 0
            while (at < specimen.size()) {
                def end := regex.matchAt(specimen, at)
                parts.push(if (end > at) { f(specimen.slice(at, end)) } else { specimen[at].asString() })
                at := end.max(at + 1)
            }
            return "".join(parts)
        }
        to size() :Int { return states.size() }
        to _printOn(out) { out.print(`<regex $text with ${states.size()} states>`) }
    }
}

# ----- At work -----

for [pattern, texts] in ([
    ["(a|b)*abb", ["abb", "aabb", "babababb", "ab", "abba", ""]],
    ["-?(0|[1-9][0-9]*)(\\.[0-9]+)?", ["0", "-12.50", "007", "3.", "1e5", "-0.001"]],
    ["[a-z_]+(\\.[a-z]+)*@[a-z]+\\.(org|net)", ["ann@monte.org", "a.b_c@x.net", "a.@x.net", "@x.org", "ann@monte.com"]],
    ["\"([^\"\\\\]|\\\\.)*\"", ["\"\"", "\"a\\\"b\"", "\"open", "\"a\"b\""]],
    ["((a?)(a?)(a?)(a?)(a?)(a?)(a?)(a?))aaaaaaaa", ["aaaaaaa", "aaaaaaaa", "aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaa"]],
    ["", ["", "a"]],
    [".*(cat|dog).*", ["hotdogs", "concatenate", "bird"]],
]) {
    def regex := compile(pattern, throw)
    traceln([for text in (texts) text => regex.matches(text)])
    traceln(regex)
}

def text := "On 2026-11-21 the ship left; on 2026-12-01 she was back. 1999-1-1 is no date."
def date := compile("[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]", throw)
traceln(date.find(text))
traceln(date.replace(text, fn found {
    def `@year-@month-@day` := found
    `$day.$month.$year`
}))
traceln(compile("[A-Za-z]+", throw).find(text).size())
traceln(compile("[aeiou]+", throw).replace("the quick brown fox", fn vowels { vowels.toUpperCase() }))
# Multiples of three in binary: an expression that only a machine would write.
def threes := compile("(0|1(01*0)*1)*", throw)
def binary(n) {
    var rest := n
    var digits := ""
    while (rest > 0) { digits := M.toString(rest % 2) + digits; rest //= 2 }
    return digits
}
traceln([for n in (1..40) ? (threes.matches(binary(n))) n])
for wrong in (["(a", "a)", "*a", "[ab", "a\\"]) {
    traceln(wrong, escape fail { compile(wrong, fail) } catch why { why })
}
