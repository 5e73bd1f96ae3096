# The quasi-parser `b`: bytes with holes.
#
# In: the literal pieces (characters below 256 stand for bytes) and holes of a quasi-literal, then the values of its `$`
# holes. Out: Bytes; or, in a pattern, the list of the slices that the `@` holes stand for.

object byteValue { to _printOn(out) { out.print("<byteValue>") } }
object bytePattern { to _printOn(out) { out.print("<bytePattern>") } }

# Text becomes bytes, bytes stay; anything else is no value for a hole.
def asBytes(value) {
    return switch (value) {
        match text :Str { _makeBytes.fromStr(text) }
        match bytes :Bytes { bytes }
    }
}

def partsAsBytes(parts, keepEmpty) {
    def result := [].diverge()
    for part in (parts) {
        if (!_vm_fits(Str, part)) {
            result.push(part)
        } else if (keepEmpty || !part.isEmpty()) {
            result.push(_makeBytes.fromStr(part))
        }
    }
    return result.snapshot()
}

def makeBytesMaker(parts) {
    object bytes {
        to substitute(values) {
            var result := _makeBytes.fromInts([])
            for part in (parts) {
                if (_vm_fits(Bytes, part)) {
                    result += part
                } else {
                    def index := holeIndex(byteValue, part)
                    if (index < 0) { throw("Pattern in expression context") }
                    result += asBytes(values[index])
                }
            }
            return result
        }
    }
    return bytes
}

# The place of the next piece equal to `wanted`, looked for at every place from `from` on; or -1.
def indexOfSlice(specimen, wanted, from) {
    if (_vm_fits(Bytes, specimen) && _vm_fits(Bytes, wanted)) { return specimen.indexOf(wanted, from) }
    def size := specimen.size()
    var at := from
    while (at < size || at == from) {
        if (specimen.slice(at, at + wanted.size()) == wanted) { return at }
        at += 1
    }
    return -1
}

def makeBytesMatcher(parts) {
    object byteMatcher {
        to matchBind(values, specimen, ej) {
            def size := specimen.size()
            def bound := [].diverge()
            var at := 0
            # Where the open pattern hole begins, or -1.
            var open := -1
            for part in (parts) {
                if (holeIndex(bytePattern, part) >= 0) {
                    if (open >= 0) { throw.eject(ej, "Can't catenate patterns with patterns!") }
                    open := at
                } else {
                    def index := holeIndex(byteValue, part)
                    def wanted := if (index >= 0) { values[index] } else { part }
                    if (open >= 0) {
                        if (at + wanted.size() > size) { throw.eject(ej, "Specimen too short") }
                        def found := indexOfSlice(specimen, wanted, at)
                        if (found < 0) { throw.eject(ej, "Length mismatch") }
                        bound.push(specimen.slice(open, found))
                        at := found + wanted.size()
                        open := -1
                    } else {
                        if (specimen.slice(at, at + wanted.size()) != wanted) {
                            throw.eject(ej, "Couldn't match literal/value")
                        }
                        at += wanted.size()
                    }
                }
            }
            if (open >= 0) {
                bound.push(specimen.slice(open))
            } else if (at < size) {
                throw.eject(ej, "Specimen too long")
            }
            return bound.snapshot()
        }
    }
    return byteMatcher
}

object ::"b``" {
    to _printOn(out) { out.print("<b``>") }
    to valueHole(index) { return [byteValue, index] }
    to patternHole(index) { return [bytePattern, index] }
    to valueMaker(parts) { return makeBytesMaker(partsAsBytes(parts, true)) }
    to matchMaker(parts) { return makeBytesMatcher(partsAsBytes(parts, false)) }
}

for helper in ([::"b``", byteValue, bytePattern]) { _vm_stamp(helper, "D") }
