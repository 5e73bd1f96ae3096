# What the guards of collections share: how a specimen comes to be a collection, and how its elements are coerced.
#
# In: the guard, a specimen, an ejector. Out: the prize, or the ejector fires. A specimen that does not fit is asked
# once, by `_conformTo`, what it can offer instead.

# The specimen, or what it offers to `guard`, as data of `kind` (List, Map or Set); else the ejector gets
# the complaint and the specimen.
def conformCollection(kind, guard, specimen, ej, complaint) {
    if (_vm_fits(kind, specimen)) { return _vm_resolution(specimen) }
    if (!Ref.isNear(specimen)) { throw.eject(ej, ["Must be near:", specimen]) }
    def offer := specimen._conformTo(guard)
    if (_vm_fits(kind, offer)) { return _vm_resolution(offer) }
    throw.eject(ej, [complaint, specimen])
}

# All elements as the guard answers for them: the list itself if each is its own prize. (A guard that
# converts must not be believed about the original.)
def coerceElements(guard, list, ej) {
    if (_vm_allFit(guard, list)) { return list }
    def prizes := [].diverge()
    var same := true
    for element in (list) {
        def prize := guard.coerce(element, ej)
        same &= _vm_identical(element, prize)
        prizes.push(prize)
    }
    return if (same) { list } else { prizes.snapshot() }
}

# Prints `NAME[A, B]`.
def printParameters(out, name, parts) {
    out.print(name)
    out.print("[")
    var between := ""
    for part in (parts) {
        out.print(between)
        out.print(part)
        between := ", "
    }
    out.print("]")
}

# A parametric guard compares by its parameters, and counts as frozen at sight if they do.
def stampGuard(guard, part) {
    return _vm_stamp(guard, if (_vm_stamped(part, "D")) { "DST" } else { "ST" })
}

def stampGuards(guard, parts) {
    for part in (parts) {
        if (!_vm_stamped(part, "D")) { return _vm_stamp(guard, "ST") }
    }
    return _vm_stamp(guard, "DST")
}
