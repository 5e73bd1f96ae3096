# The quasi-parser without a name, where a value's printed form may be the program's own doing.
#
# In: the literal pieces and holes of a template (a hole is `[mark, number]`), the values of its `$` holes. Out: a Str; or, in
# a pattern, the list of the strings that the `@` holes stand for. A pattern hole takes as little as it can, and nothing is
# tried twice. The machine has done the work already where all values are plain data.

# The number of a hole of this kind, or -1.
def holeIndex(kind, part) {
    if (_vm_fits(Str, part)) { return -1 }
    return escape other {
        def [mark, index] exit other := part
        if (_vm_identical(mark, kind)) { index } else { -1 }
    } catch _ { -1 }
}

def text_substitute(parts, values) {
    var text := ""
    for part in (parts) {
        if (_vm_fits(Str, part)) {
            text += part
        } else {
            def index := holeIndex(_vm_valueHole, part)
            if (index >= 0) {
                text += M.toString(values[index])
            } else if (holeIndex(_vm_patternHole, part) >= 0) {
                throw("valueMaker/1: Pattern in expression context")
            } else {
                text += M.toString(part)
            }
        }
    }
    return text
}

def text_matchBind(parts, values, specimen, ej) {
    def text :Str exit ej := specimen
    def last := parts.size() - 1
    def bound := [].diverge()
    var at := 0
    for i => part in (parts) {
        if (holeIndex(_vm_patternHole, part) >= 0) {
            if (i == last) {
                bound.push(text.slice(at))
                return bound.snapshot()
            }
            def next := parts[i + 1]
            if (holeIndex(_vm_patternHole, next) >= 0) {
                bound.push("")
            } else {
                def index := holeIndex(_vm_valueHole, next)
                def wanted := if (index >= 0) { values[index] } else { next }
                def found := text.indexOf(wanted, at)
                if (found < 0) {
                    throw.eject(ej, "expected " + M.toQuote(wanted) + "..., found " + M.toQuote(text.slice(at)))
                }
                bound.push(text.slice(at, found))
                at := found
            }
        } else {
            def index := holeIndex(_vm_valueHole, part)
            def wanted := if (index >= 0) { M.toString(values[index]) } else { M.toString(part) }
            def found := text.slice(at, at + wanted.size())
            if (found != wanted) {
                def hole := if (index >= 0) { " ($-hole " + M.toString(index) } else { "" }
                throw.eject(ej, "expected " + M.toQuote(wanted) + "..." + hole + ", found " + M.toQuote(found))
            }
            at += wanted.size()
        }
    }
    if (at != text.size()) { throw.eject(ej, "Excess unmatched: \"\"") }
    return bound.snapshot()
}
