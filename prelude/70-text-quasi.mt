# The quasi-parser without a name: strings with holes.
#
# In: the literal pieces and holes of a quasi-literal, then the values of its `$` holes. Out: a Str; or, in a pattern, the
# list of the strings that the `@` holes stand for. A pattern hole takes as little as it can, and nothing is tried twice.

object valueHole { to _printOn(out) { out.print("<VALUE_HOLE>") } }
object patternHole { to _printOn(out) { out.print("<PATTERN_HOLE>") } }

def marks := [valueHole, patternHole]

# The first holes exist once.
def valueHoles := [[valueHole, 0], [valueHole, 1], [valueHole, 2], [valueHole, 3], [valueHole, 4], [valueHole, 5]]
def patternHoles := [[patternHole, 0], [patternHole, 1], [patternHole, 2], [patternHole, 3]]

# The number of a hole of this kind, or -1.
def holeIndex(kind, part) {
    if (_vm_fits(Str, part)) { return -1 }
    return escape other {
        def [mark, index] exit other := part
        if (_vm_identical(mark, kind)) { index } else { -1 }
    } catch _ { -1 }
}

def makeTextMaker(parts) {
    object stringMaker {
        to substitute(values) {
            def plain := _vm_substituteText(parts, values, valueHole)
            if (plain != null) { return plain }
            var text := ""
            for part in (parts) {
                if (_vm_fits(Str, part)) {
                    text += part
                } else {
                    def index := holeIndex(valueHole, part)
                    if (index >= 0) {
                        text += M.toString(values[index])
                    } else if (holeIndex(patternHole, part) >= 0) {
                        throw("valueMaker/1: Pattern in expression context")
                    } else {
                        text += M.toString(part)
                    }
                }
            }
            return text
        }
    }
    return stringMaker
}

def makeTextMatcher(parts) {
    def last := parts.size() - 1
    object simpleMatcher {
        to matchBind(values, specimen, ej) {
            def text :Str exit ej := specimen
            def matched := _vm_matchText(parts, values, text, marks)
            if (_vm_fits(List, matched)) { return matched }
            if (matched != null) { throw.eject(ej, matched) }
            def bound := [].diverge()
            var at := 0
            for i => part in (parts) {
                if (holeIndex(patternHole, part) >= 0) {
                    if (i == last) {
                        bound.push(text.slice(at))
                        return bound.snapshot()
                    }
                    def next := parts[i + 1]
                    if (holeIndex(patternHole, next) >= 0) {
                        bound.push("")
                    } else {
                        def index := holeIndex(valueHole, next)
                        def wanted := if (index >= 0) { values[index] } else { next }
                        def found := text.indexOf(wanted, at)
                        if (found < 0) {
                            throw.eject(ej, "expected " + M.toQuote(wanted) + "..., found " + M.toQuote(text.slice(at)))
                        }
                        bound.push(text.slice(at, found))
                        at := found
                    }
                } else {
                    def index := holeIndex(valueHole, part)
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
    }
    return simpleMatcher
}

object ::"``" {
    to _printOn(out) { out.print("<``>") }
    to valueHole(index) {
        return if (index < valueHoles.size()) { valueHoles[index] } else { [valueHole, index] }
    }
    to patternHole(index) {
        return if (index < patternHoles.size()) { patternHoles[index] } else { [patternHole, index] }
    }
    to valueMaker(parts) { return makeTextMaker(parts) }
    to matchMaker(parts) {
        def kept := [].diverge()
        for part in (parts) {
            if (!(_vm_fits(Str, part) && part.isEmpty())) { kept.push(part) }
        }
        return makeTextMatcher(kept.snapshot())
    }
}
