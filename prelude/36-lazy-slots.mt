# `makeLazySlot`: a slot whose value is computed by a thunk at the first reading.
#
# In: the thunk, and a guard for every reading. Out: a read-only slot. A thunk that throws leaves the slot as it was;
# one that reads its own slot is refused.

def makeLazySlot(thunk, => guard := Any) {
    var state := "new"
    var value := null
    object lazySlot {
        to get() {
            if (state != "done") {
                if (state == "busy") { throw("A lazy slot cannot be read by its own thunk") }
                state := "busy"
                try {
                    value := thunk.run()
                    state := "done"
                } finally {
                    if (state == "busy") { state := "new" }
                }
            }
            return guard.coerce(value, null)
        }
        to getGuard() { return guard }
    }
    # Auditors take these slots for final ones. They count as frozen only if what they give is.
    _vm_stamp(lazySlot, "L")
    if (DeepFrozen.supersetOf(guard)) { _vm_stamp(lazySlot, "D") }
    return lazySlot
}

_vm_stamp(makeLazySlot, "D")
