# `List[G]`, `Set[G]` and `Map[K, V]`: immutable collections whose contents pass other guards.
#
# In: the parameters of the guard; then specimens. Out: the specimen itself where every part is its own prize, else a
# new collection of the prizes. The bare guards are native and hand `get` and the extractors to the functions here.

def List_get(_self, guard) {
    object listGuard {
        to _printOn(out) { printParameters(out, "List", [guard]) }
        to _uncall() { return [List, "get", [guard], [].asMap()] }
        to getGuard() { return guard }
        to coerce(specimen, ej) {
            def list := conformCollection(List, listGuard, specimen, ej, "(Probably) not a conforming list:")
            return coerceElements(guard, list, ej)
        }
    }
    return _vm_parametric(listGuard, "STl", [guard])
}

def Set_get(_self, guard) {
    object setGuard {
        to _printOn(out) { printParameters(out, "Set", [guard]) }
        to _uncall() { return [Set, "get", [guard], [].asMap()] }
        to getGuard() { return guard }
        to coerce(specimen, ej) {
            def source := if (_vm_fits(Set, specimen)) {
                _vm_resolution(specimen)
            } else if (Ref.isNear(specimen)) {
                specimen._conformTo(setGuard)
            } else {
                throw.eject(ej, ["Must be near:", specimen])
            }
            # Whatever can be iterated will do.
            def list := if (_vm_fits(Set, source)) { source.asList() } else { _makeList.fromIterable(source) }
            def prizes := coerceElements(guard, list, ej)
            return if (_vm_fits(Set, source) && _vm_identical(prizes, list)) { source } else { prizes.asSet() }
        }
    }
    return _vm_parametric(setGuard, "STe", [guard])
}

def Map_get(_self, keyGuard, valueGuard) {
    object mapGuard {
        to _printOn(out) { printParameters(out, "Map", [keyGuard, valueGuard]) }
        to _uncall() { return [Map, "get", [keyGuard, valueGuard], [].asMap()] }
        to getGuards() { return [keyGuard, valueGuard] }
        to coerce(specimen, ej) {
            def map := conformCollection(Map, mapGuard, specimen, ej, "(Probably) not a conforming map:")
            def pairs := [].diverge()
            var same := true
            for key => value in (map) {
                def k := keyGuard.coerce(key, ej)
                def v := valueGuard.coerce(value, ej)
                same &= _vm_identical(key, k) & _vm_identical(value, v)
                pairs.push([k, v])
            }
            return if (same) { map } else { _makeMap.fromPairs(pairs.snapshot()) }
        }
    }
    return _vm_parametric(mapGuard, "STm", [keyGuard, valueGuard])
}

def anyList := List_get(List, Any)
def anySet := Set_get(Set, Any)
def anyMap := Map_get(Map, Any, Any)

def List_extractGuard(self, guard, ej) {
    return if (_vm_identical(guard, self)) {
        Any
    } else if (_vm_alike(guard, anyList)) {
        guard.getGuard()
    } else {
        throw.eject(ej, "Not a List guard")
    }
}

def Set_extractGuard(self, guard, ej) {
    return if (_vm_identical(guard, self)) {
        Any
    } else if (_vm_alike(guard, anySet)) {
        guard.getGuard()
    } else {
        throw.eject(ej, "Not a Set guard")
    }
}

def Map_extractGuards(self, guard, ej) {
    return if (_vm_identical(guard, self)) {
        [Any, Any]
    } else if (_vm_alike(guard, anyMap)) {
        guard.getGuards()
    } else {
        throw.eject(ej, "Not a Map guard")
    }
}
