# Verb facets: `target.verb` without arguments, as an object that answers `run` by that verb of the target.
#
# In: a target and a verb. Out: a function of any number of arguments. Facets of the same target and verb are the same.

def makeCallFacet(maker, target, verb) {
    object curried {
        to _uncall() { return _vm_sealPortrayal([maker, "curryCall", [target, verb], [].asMap()]) }
        match [=="run", args, named] { M.call(target, verb, args, named) }
    }
    return _vm_stamp(curried, "Ss")
}

def makeSendFacet(maker, target, verb) {
    object curried {
        to _uncall() { return _vm_sealPortrayal([maker, "currySend", [target, verb], [].asMap()]) }
        match [=="run", args, named] { M.send(target, verb, args, named) }
    }
    return _vm_stamp(curried, "Ss")
}

object _makeVerbFacet {
    to curryCall(target, verb :Str) { return makeCallFacet(_makeVerbFacet, target, verb) }
    to currySend(target, verb :Str) { return makeSendFacet(_makeVerbFacet, target, verb) }
}

_vm_stamp(_makeVerbFacet, "D")
