# Source spans: where a piece of source text stands.
#
# In: an origin, and the lines (from 1) and columns (from 0) of the first and last character. Out: an immutable span, which can
# be joined with its neighbour. A span that is not one-to-one is a blob: text that was built from somewhere within.

def makeSpan(maker, uri, isOneToOne, startLine, startCol, endLine, endCol) {
    object sourceSpan {
        to _printOn(out) {
            out.print("<")
            out.print(uri)
            out.print(if (isOneToOne) { "#:span::" } else { "#:blob::" })
            out.print(startLine)
            out.print(":")
            out.print(startCol)
            out.print(":")
            out.print(endLine)
            out.print(":")
            out.print(endCol)
            out.print(">")
        }
        to _uncall() {
            return [maker, "run", [uri, isOneToOne, startLine, startCol, endLine, endCol], [].asMap()]
        }
        to isOneToOne() { return isOneToOne }
        to getStartLine() { return startLine }
        to getStartCol() { return startCol }
        to getEndLine() { return endLine }
        to getEndCol() { return endCol }
        to notOneToOne() { return makeSpan(maker, uri, false, startLine, startCol, endLine, endCol) }
        to combine(other) {
            if (!_vm_alike(other, sourceSpan)) { throw("Not a SourceSpan") }
            def [_, _, [otherUri, otherOneToOne, line, col, lastLine, lastCol], _] := other._uncall()
            if (!_vm_identical(uri, otherUri)) { return null }
            if (isOneToOne && otherOneToOne && endLine == line && endCol + 1 == col) {
                return makeSpan(maker, uri, true, startLine, startCol, lastLine, lastCol)
            }
            def [firstLine, firstCol] := if (line < startLine || line == startLine && col < startCol) {
                [line, col]
            } else {
                [startLine, startCol]
            }
            def [endingLine, endingCol] := if (lastLine > endLine || lastLine == endLine && lastCol > endCol) {
                [lastLine, lastCol]
            } else {
                [endLine, endCol]
            }
            return makeSpan(maker, uri, false, firstLine, firstCol, endingLine, endingCol)
        }
    }
    return _vm_stamp(sourceSpan, "ST")
}

object _makeSourceSpan {
    to run(uri, isOneToOne, startLine, startCol, endLine, endCol) {
        if (!_vm_fits(Bool, isOneToOne)) { _vm_notA("Bool", isOneToOne) }
        for place in ([startLine, startCol, endLine, endCol]) {
            _vm_asWord(place)
        }
        return makeSpan(_makeSourceSpan, uri, isOneToOne, startLine, startCol, endLine, endCol)
    }
}

_vm_stamp(_makeSourceSpan, "D")
