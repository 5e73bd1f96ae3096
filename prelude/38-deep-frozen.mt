# `DeepFrozen`: the slow half of the guard, and which guards imply it.
#
# In: a specimen without the stamp, or a guard. Out: whether everything that can be reached from it is frozen; whether
# the guard admits frozen things only. `DeepFrozen` itself is native and answers for plain data.

def plainGuards := [Bool, Bytes, Char, Double, Int, Str, Void, DeepFrozen]

def isFrozen(x) {
    return escape ej {
        DeepFrozen.coerce(x, ej)
        true
    } catch _ { false }
}

# `DeepFrozen.supersetOf/1`.
def DeepFrozen_supersetOf(_self, guard) {
    for plain in (plainGuards) {
        if (_vm_identical(plain, guard)) { return true }
    }
    return if (_vm_alike(guard, anyList) || _vm_alike(guard, anySet) || _vm_alike(guard, anyNullOk)) {
        DeepFrozen.supersetOf(guard.getGuard())
    } else if (_vm_alike(guard, anyFinalSlot)) {
        DeepFrozen.supersetOf(guard.getGuard())
    } else if (_vm_alike(guard, anyMap) || _vm_alike(guard, anyPair)) {
        def [first, second] := guard.getGuards()
        DeepFrozen.supersetOf(first) && DeepFrozen.supersetOf(second)
    } else if (_vm_alike(guard, sameNull)) {
        isFrozen(guard.getValue())
    } else if (_vm_alike(guard, anyOfNothing)) {
        for each in (guard.getGuards()) {
            if (!DeepFrozen.supersetOf(each)) { return false }
        }
        true
    } else {
        frozenSubrange.passes(guard)
    }
}

# The tail of `DeepFrozen.coerce/2`, for a root whose parts must be looked at.
def DeepFrozen_coerce(_self, root, ej) {
    def seen := [].asSet().diverge()
    def work := [root].diverge()
    while (!work.isEmpty()) {
        def part := work.pop()
        if (_vm_stamped(part, "D")) { continue }
        if (Ref.isBroken(part)) {
            work.push(Ref.optProblem(part))
            continue
        }
        if (!(_vm_stamped(part, "S") && _vm_stamped(part, "T") || _vm_stamped(part, "s"))) {
            throw.eject(ej, if (_vm_identical(part, root)) {
                "audit/1: " + M.toQuote(root) + " is not DeepFrozen"
            } else {
                "audit/1: " + M.toQuote(root) + " is not DeepFrozen because " + M.toQuote(part) + "is not"
            })
        }
        def key := _equalizer.makeTraversalKey(part)
        if (seen.contains(key)) { continue }
        seen.include(key)
        escape bad {
            def [maker, verb, args, named] exit bad := _vm_unsealPortrayal(part._uncall())
            # The last to be pushed is the first to be looked at.
            for name => value in (Map.coerce(named, bad).reverse()) {
                work.push(value)
                work.push(name)
            }
            for arg in (List.coerce(args, bad).reverse()) { work.push(arg) }
            work.push(verb)
            work.push(maker)
        } catch _ {
            throw.eject(ej, "Transparent object gave bad portrayal")
        }
    }
    return root
}

# `DeepFrozen.audit/1`, when not all captured names are settled at a glance.
def DeepFrozen_audit(_self, audition) {
    if (!_vm_isAudition(audition)) { throw("not an Audition") }
    def complaints := [].diverge()
    for name in (_vm_freeNames(audition)) {
        def guard := audition.getGuard(name)
        if (!DeepFrozen.supersetOf(guard)) {
            complaints.push(M.toQuote(name) + " in the lexical scope of " + audition.getFQN() + " does not have a guard implying DeepFrozen, but " + M.toString(guard))
        }
    }
    if (!complaints.isEmpty()) { throw("\n".join(complaints)) }
    _vm_stampAudition(audition, "D")
    return false
}
