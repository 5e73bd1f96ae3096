# `NullOk`, `Empty` and `Vow`: guards that admit the absence of something, or something not yet there.
#
# In: specimens. Out: the specimen, or the prize of the guard in brackets.

def makeNullOkGuard(bare, guard) {
    object nullOkGuard {
        to _printOn(out) { printParameters(out, "NullOk", [guard]) }
        to _uncall() { return [bare, "get", [guard], [].asMap()] }
        to getGuard() { return guard }
        to coerce(specimen, ej) {
            return if (specimen == null) { null } else { guard.coerce(specimen, ej) }
        }
    }
    return _vm_parametric(nullOkGuard, "STn", [guard])
}
def anyNullOk := makeNullOkGuard(null, Any)

object NullOk {
    to coerce(specimen, ej) {
        if (specimen == null) { return null }
        if (Ref.isNear(specimen) && specimen._conformTo(NullOk) == null) { return null }
        throw.eject(ej, ["Not null:", specimen])
    }
    to get(guard) { return _vm_guardOf(makeNullOkGuard, NullOk, guard) }
    to extractGuard(guard, ej) {
        return if (_vm_identical(guard, NullOk)) {
            Any
        } else if (_vm_alike(guard, anyNullOk)) {
            guard.getGuard()
        } else {
            throw.eject(ej, "Not a NullOk guard")
        }
    }
}

object Empty {
    to _printOn(out) { out.print("Empty") }
    to coerce(specimen, ej) {
        try {
            if (specimen.size() == 0) { return specimen }
            def offer := specimen._conformTo(Empty)
            if (offer.size() == 0) { return offer }
        } catch _ {
            throw.eject(ej, ["Caught exception while conforming (Empty):", specimen])
        }
        throw.eject(ej, ["Failed guard (Empty):", specimen])
    }
}
def _mapEmpty := Empty

def makeVowGuard(bare, guard) {
    object vowGuard {
        to _printOn(out) { printParameters(out, "Vow", [guard]) }
        to _uncall() { return [bare, "get", [guard], [].asMap()] }
        to getGuard() { return guard }
        to coerce(specimen, ej) {
            if (Ref.isNear(specimen)) { return guard.coerce(specimen, ej) }
            if (Ref.isBroken(specimen)) { return specimen }
            if (Ref.isFar(specimen)) { throw.eject(ej, ["Not avowable:", specimen]) }
            return Ref.whenResolved(specimen, fn resolution {
                if (Ref.isBroken(resolution)) { resolution } else { guard.coerce(resolution, throw) }
            })
        }
    }
    return stampGuard(vowGuard, guard)
}
def anyVow := makeVowGuard(null, Any)

object Vow {
    to _printOn(out) { out.print("Vow") }
    to coerce(specimen, ej) {
        if (Ref.isFar(specimen)) { throw.eject(ej, ["Not avowable:", specimen]) }
        return specimen
    }
    to get(guard) { return makeVowGuard(Vow, guard) }
    to extractGuard(guard, ej) {
        return if (_vm_identical(guard, Vow)) {
            Any
        } else if (_vm_alike(guard, anyVow)) {
            guard.getGuard()
        } else {
            throw.eject(ej, "Not a Vow guard")
        }
    }
}

for helper in ([NullOk, Empty, Vow]) { _vm_stamp(helper, "D") }
