# `Transparent`: admits objects whose portrayal was proved to rebuild them.
#
# In: specimens. Out: those that carry the stamp.

object Transparent {
    to coerce(specimen, ej) {
        if (_vm_stamped(specimen, "T")) { return specimen }
        throw.eject(ej, M.toQuote(specimen) + " is not Transparent")
    }
}
