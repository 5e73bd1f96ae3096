# Slots and bindings: the makers that programs can name, and the guards `FinalSlot[G]` and `VarSlot[G]`.
#
# In: guards and values. Out: native slots and bindings, whose storage the VM knows; a guard of slots admits those
# whose own guard is the one in brackets or implied by it.

def slotIsGuardedBy(base, guard, slot) {
    if (!_vm_fits(base, slot)) { return false }
    def actual := slot.getGuard()
    return _equalizer.sameYet(guard, actual) || (try { guard.supersetOf(actual) } catch _ { false })
}

def coerceSlot(slotGuard, base, guard, specimen, ej) {
    if (slotIsGuardedBy(base, guard, specimen)) { return _vm_resolution(specimen) }
    def offer := try { specimen._conformTo(slotGuard) } catch _ {
        throw.eject(ej, M.toQuote(specimen) + " threw exception while conforming to " + M.toQuote(slotGuard))
    }
    if (slotIsGuardedBy(base, guard, offer)) { return _vm_resolution(offer) }
    throw.eject(ej, M.toQuote(specimen) + " does not conform to " + M.toQuote(slotGuard))
}

def FinalSlot_get(_self, guard) {
    object finalSlotGuard {
        to _printOn(out) { printParameters(out, "FinalSlot", [guard]) }
        to _uncall() { return [FinalSlot, "get", [guard], [].asMap()] }
        to getDocstring() { return "A guard for final slots whose value is guarded." }
        to getMethods() { return [].asSet() }
        to getGuard() { return guard }
        to supersetOf(slot) {
            return _vm_fits(FinalSlot, slot) && guard.supersetOf(slot.getGuard())
        }
        to coerce(specimen, ej) { return coerceSlot(finalSlotGuard, FinalSlot, guard, specimen, ej) }
    }
    return stampGuard(finalSlotGuard, guard)
}

def VarSlot_get(_self, guard) {
    object varSlotGuard {
        to _printOn(out) { printParameters(out, "VarSlot", [guard]) }
        to _uncall() { return [VarSlot, "get", [guard], [].asMap()] }
        to getDocstring() { return "A guard for var slots whose values are guarded." }
        to getMethods() { return [].asSet() }
        to supersetOf(_) { return false }
        to coerce(specimen, ej) { return coerceSlot(varSlotGuard, VarSlot, guard, specimen, ej) }
    }
    return stampGuard(varSlotGuard, guard)
}

def anyFinalSlot := FinalSlot_get(FinalSlot, Any)
def anyVarSlot := VarSlot_get(VarSlot, Any)

def FinalSlot_extractGuard(self, guard, ej) {
    return if (_vm_identical(guard, self)) {
        Any
    } else if (_vm_alike(guard, anyFinalSlot)) {
        guard.getGuard()
    } else {
        throw.eject(ej, "extractGuard/2: Not a FinalSlot guard")
    }
}

def VarSlot_extractGuard(self, guard, ej) {
    return if (_vm_identical(guard, self)) {
        Any
    } else if (_vm_alike(guard, anyVarSlot)) {
        guard._uncall()[2][0]
    } else {
        throw.eject(ej, "extractGuard/2: Not a VarSlot guard")
    }
}

# The guard of the slot of a binding that an ordinary definition made.
def binding_slotGuard(slot) {
    return if (_vm_fits(FinalSlot, slot)) {
        FinalSlot_get(FinalSlot, slot.getGuard())
    } else if (_vm_fits(VarSlot, slot)) {
        VarSlot_get(VarSlot, slot.getGuard())
    } else {
        Any
    }
}

object _makeFinalSlot {
    to _printOn(out) { out.print("<FinalSlotMaker>") }
    to asType() { return FinalSlot }
    to run(guard, specimen, ej) {
        return if (guard == null) {
            _vm_finalSlot(specimen, Any)
        } else {
            _vm_finalSlot(guard.coerce(specimen, ej), guard)
        }
    }
}

object _makeVarSlot {
    to _printOn(out) { out.print("<VarSlotMaker>") }
    to asType() { return VarSlot }
    to run(guard, specimen, ej) {
        return if (guard == null) {
            _vm_varSlot(specimen, Any)
        } else {
            _vm_varSlot(guard.coerce(specimen, ej), guard)
        }
    }
    to makeBinding(guard) {
        def actual := if (guard == null) { Any } else { guard }
        def slotGuard := VarSlot_get(VarSlot, actual)
        return object bindingMaker {
            to run(specimen, ej) {
                return _vm_binding(_vm_varSlot(actual.coerce(specimen, ej), actual), slotGuard)
            }
        }
    }
}

# What `_slotToBinding.run(guard)` answers.
def slotToBinding_guarded(_self, guard) {
    object guardedSlotToBinding {
        to run(slot, _) { return _vm_binding(slot, guard) }
    }
    return guardedSlotToBinding
}

for helper in ([_makeFinalSlot, _makeVarSlot]) { _vm_stamp(helper, "D") }
