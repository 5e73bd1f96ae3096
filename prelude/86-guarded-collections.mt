# Flexible collections with a guard: every insertion is coerced.
#
# In: a flexible collection that has guards (the VM calls these functions for no other) and what is put in; or an immutable one
# and the guards of its flexible copy. Out: what the verb answers.

def guardOf(flex) { return _vm_flexGuards(flex)[0] }

def list_divergeGuarded(self, guard) {
    return _vm_flexList(coerceElements(guard, self.snapshot(), null), guard)
}

def set_divergeGuarded(self, guard) {
    return _vm_flexSet(coerceElements(guard, self.asList(), null).asSet(), guard)
}

def map_divergeGuarded(self, keyGuard, valueGuard) {
    def pairs := [].diverge()
    for key => value in (self) {
        pairs.push([keyGuard.coerce(key, null), valueGuard.coerce(value, null)])
    }
    return _vm_flexMap(_makeMap.fromPairs(pairs.snapshot()), keyGuard, valueGuard)
}

def flexList_push(self, value) { return _vm_raw(self, "push", [guardOf(self).coerce(value, null)]) }
def flexList_insert(self, index, value) {
    return _vm_raw(self, "insert", [index, guardOf(self).coerce(value, null)])
}
def flexList_put(self, index, value) {
    return _vm_raw(self, "put", [index, guardOf(self).coerce(value, null)])
}
def flexSet_include(self, value) { return _vm_raw(self, "include", [guardOf(self).coerce(value, null)]) }

# FlexList `extend/1`: with guards, or with an iterable of the program's own. All values are coerced before any is appended.
def flexList_extend(self, iterable) {
    def values := if (_vm_fits(List, iterable)) { _vm_resolution(iterable) } else { _makeList.fromIterable(iterable) }
    def parts := _vm_flexGuards(self)
    return _vm_raw(self, "extend", [if (parts.isEmpty()) { values } else { coerceElements(parts[0], values, null) }])
}

def flexMap_put(self, key, value) {
    def [keyGuard, valueGuard] := _vm_flexGuards(self)
    return _vm_raw(self, "put", [keyGuard.coerce(key, null), valueGuard.coerce(value, null)])
}

# FlexMap `with/2` gives an immutable map, but coerces as well.
def flexMap_with(self, key, value) {
    def [keyGuard, valueGuard] := _vm_flexGuards(self)
    return self.snapshot().with(keyGuard.coerce(key, null), valueGuard.coerce(value, null))
}
