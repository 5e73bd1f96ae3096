# `SubrangeGuard[G]`: an auditor that vouches for guards which never give more than G admits.
#
# In: the audition of a guard. Out: true when the result guard of its `coerce/2` is a name that is known to be the same
# as G, or a guard that G includes.

# Whether the guard known by `name` implies `guard`; throws if that cannot be told.
def nameImplies(audition, name, guard) {
    def slotGuard := audition.getGuard(name)
    def claimed := escape undetermined {
        if (!_vm_alike(slotGuard, anyFinalSlot)) { undetermined(null) }
        Same.extractValue(slotGuard.getGuard(), undetermined)
    } catch _ {
        throw(audition.getFQN() + " does not have a determinable result guard, but <& " + name + "> :" + M.toString(slotGuard))
    }
    if (_equalizer.sameYet(claimed, guard) || guard.supersetOf(claimed)) { return true }
    throw(audition.getFQN() + " does not have a result guard implying " + M.toQuote(guard) + ", but " + M.toString(claimed))
}

def makeSubrangeGuard(bare, guard) {
    object subrangeGuard {
        to _printOn(out) { printParameters(out, "SubrangeGuard", [guard]) }
        to _uncall() { return [bare, "get", [guard], [].asMap()] }
        to audit(audition) {
            if (!_vm_isAudition(audition)) { throw("not invoked with an Audition") }
            for each in (audition.getObjectExpr().getScript().getMethods()) {
                if (each.getVerb() == "coerce" && each.getParams().size() == 2) {
                    def resultGuard := each.getResultGuard()
                    if (resultGuard == null || resultGuard.getNodeName() != "NounExpr") { return false }
                    return nameImplies(audition, resultGuard.getName(), guard)
                }
            }
            return false
        }
        to passes(specimen) { return _auditedBy(subrangeGuard, specimen) }
        to coerce(specimen, ej) {
            if (_auditedBy(subrangeGuard, specimen)) { return specimen }
            def offer := if (Ref.isNear(specimen)) { specimen._conformTo(subrangeGuard) } else { null }
            if (_auditedBy(subrangeGuard, offer)) { return offer }
            throw.eject(ej, M.toQuote(specimen) + " does not conform to <SubrangeGuard>")
        }
    }
    return _vm_stamp(stampGuard(subrangeGuard, guard), "q")
}

object SubrangeGuard {
    to _printOn(out) { out.print("SubrangeGuard") }
    to get(guard) { return makeSubrangeGuard(SubrangeGuard, guard) }
}
_vm_stamp(SubrangeGuard, "q")

# What vouches for guards of frozen names.
def frozenSubrange := SubrangeGuard.get(DeepFrozen)

_vm_stamp(SubrangeGuard, "D")
