# Promises: waiting for several at once.
#
# In: a collection of values, some of which may be promises. Out: a promise for the collection, which resolves when all have
# and breaks with the first that breaks.

def promiseAllFulfilled(vows) {
    var missing := vows.size()
    if (missing == 0) { return vows }
    def [result, resolver] := Ref.promise()
    for vow in (vows) {
        Ref.whenResolvedOnly(vow, fn resolution {
            if (Ref.isBroken(resolution)) {
                resolver.resolveRace(resolution)
            } else {
                missing -= 1
                if (missing == 0) { resolver.resolveRace(vows) }
            }
        })
    }
    return result
}

_vm_stamp(promiseAllFulfilled, "D")
