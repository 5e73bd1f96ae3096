# Printing of collections that hold objects of the program.
#
# In: the collection and a printer. Out: its text on the printer. The VM prints plain data itself.

def printElements(elements, out) {
    out.print("[")
    var between := ""
    for element in (elements) {
        out.print(between)
        out.quote(element)
        between := ", "
    }
    out.print("]")
}

def printEntries(map, out) {
    if (map.isEmpty()) {
        out.print("[].asMap()")
    } else {
        out.print("[")
        var between := ""
        for key => value in (map) {
            out.print(between)
            out.quote(key)
            out.print(" => ")
            out.quote(value)
            between := ", "
        }
        out.print("]")
    }
}

def printDiverge(flex, out) {
    out.print(".diverge(")
    var between := ""
    for guard in (_vm_flexGuards(flex)) {
        out.print(between)
        out.print(guard)
        between := ", "
    }
    out.print(")")
}

def list_printOn(self, out) { printElements(self, out) }

def flexList_printOn(self, out) {
    printElements(self, out)
    printDiverge(self, out)
}

def set_printOn(self, out) {
    printElements(self, out)
    out.print(".asSet()")
}

def flexSet_printOn(self, out) {
    printElements(self, out)
    out.print(".asSet()")
    printDiverge(self, out)
}

def map_printOn(self, out) { printEntries(self, out) }

def flexMap_printOn(self, out) {
    printEntries(self, out)
    printDiverge(self, out)
}
