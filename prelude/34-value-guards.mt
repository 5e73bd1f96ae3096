# `Same[x]` and `Any[A, B]`: guards that admit one value, and the union of others.
#
# In: the value or the subguards; then specimens. Out: the specimen, or the first prize that a subguard gives.
# `Same` and `Any` themselves are native and hand `get` and the extractors to the functions here.

def Same_get(_self, value) {
    object sameGuard {
        to _printOn(out) { printParameters(out, "Same", [value]) }
        to _uncall() { return [Same, "get", [value], [].asMap()] }
        to getValue() { return value }
        to getDocstring() { return "A guard that admits one value only." }
        to getMethods() { return [].asSet() }
        to supersetOf(_) { return false }
        to coerce(specimen, ej) {
            if (_equalizer.sameYet(specimen, value)) { return specimen }
            def offer := try { specimen._conformTo(sameGuard) } catch _ {
                throw.eject(ej, M.toQuote(specimen) + " threw exception while conforming to <SameGuard>")
            }
            if (_equalizer.sameYet(offer, value)) { return offer }
            throw.eject(ej, M.toQuote(specimen) + " does not conform to <SameGuard>")
        }
    }
    return _vm_stamp(stampGuard(sameGuard, value), "q")
}
def sameNull := Same_get(Same, null)

def Same_extractValue(_self, guard, ej) {
    if (_vm_alike(guard, sameNull)) { return guard.getValue() }
    throw.eject(ej, "extractValue/2: Not a Same guard")
}

# `Any.get` takes any number of subguards: the native method passes them as a list.
def Any_get(_self, parts) {
    object anyOfGuard {
        to _printOn(out) { printParameters(out, "Any", parts) }
        to _uncall() { return [Any, "get", parts, [].asMap()] }
        to getGuards() { return parts }
        to getMethods() { return [].asSet() }
        to supersetOf(guard) {
            for each in (parts) {
                if (!each.supersetOf(guard)) { return false }
            }
            return true
        }
        to coerce(specimen, ej) {
            for guard in (parts) {
                escape refused { return guard.coerce(specimen, refused) }
            }
            throw.eject(ej, "No subguards matched")
        }
    }
    return _vm_parametric(anyOfGuard, "STqa", parts)
}
def anyOfNothing := Any_get(Any, [])

def Any_extractGuards(_self, guard, ej) {
    if (_vm_alike(guard, anyOfNothing)) { return guard.getGuards() }
    throw.eject(ej, "Not an AnyOf guard")
}
