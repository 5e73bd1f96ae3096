# Interfaces: descriptions of what an object answers, which are guards and auditors.
#
# In: names, docstrings, guards. Out: descriptions of parameters and messages; an interface, which stamps the objects that
# claim it and admits those it has stamped. Methods are described, never checked.

def OptionalStr := NullOk.get(Str)

def makeParamDesc(maker, name, guard) {
    object paramDesc {
        to _printOn(out) {
            out.print("<param ")
            out.print(name)
            if (guard != null) {
                out.print(" :")
                out.print(guard)
            }
            out.print(">")
        }
        to _uncall() { return [maker, "run", [name, guard], [].asMap()] }
        to getName() { return name }
        to getGuard() { return guard }
    }
    return _vm_stamp(paramDesc, "DST")
}

object _makeParamDesc {
    to run(name :Str, guard :DeepFrozen) { return makeParamDesc(_makeParamDesc, name, guard) }
}

def makeMessageDesc(maker, docstring, verb, params, namedParams, guard) {
    object messageDesc {
        to _printOn(out) {
            out.print("<message ")
            out.print(verb)
            out.print("/")
            out.print(params.size())
            out.print(">")
        }
        to _uncall() {
            return [maker, "run", [docstring, verb, params, namedParams, guard], [].asMap()]
        }
        to getVerb() { return verb }
        to getArity() { return params.size() }
        to getParams() { return params }
        to getNamedParams() { return namedParams }
        to getDocstring() { return docstring }
    }
    return _vm_stamp(messageDesc, "DST")
}

object _makeMessageDesc {
    to run(docstring :OptionalStr, verb :Str, params :DeepFrozen, namedParams :DeepFrozen, guard :DeepFrozen) {
        return makeMessageDesc(_makeMessageDesc, docstring, verb, params, namedParams, guard)
    }
}

def printInterface(out, name, parents) {
    out.print("<interface ")
    out.print(name)
    if (!parents.isEmpty()) {
        out.print(" extends [")
        var between := ""
        for parent in (parents) {
            out.print(between)
            out.print(parent)
            between := ", "
        }
        out.print("]")
    }
    out.print(">")
}

# The messages of an interface: its own, then those of its parents that can tell.
def messagesOf(parents, messages) {
    var all := messages.asSet()
    for parent in (parents) {
        if (parent._respondsTo("getMethods", 0)) { all |= parent.getMethods() }
    }
    return all
}

def isOneOf(candidates, guard) {
    for each in (candidates) {
        if (_equalizer.sameYet(each, guard)) { return true }
    }
    return false
}

def askAll(parents, audition) {
    for parent in (parents) {
        if (!audition.ask(parent)) { return false }
    }
    return true
}

# The specimen, or what it offers instead, if `stamp` is among its stamps.
def coerceStamped(protocol, stamp, name, specimen, ej) {
    if (_auditedBy(stamp, specimen)) { return _vm_resolution(specimen) }
    if (Ref.isNear(specimen)) {
        def offer := specimen._conformTo(protocol)
        if (_auditedBy(stamp, offer)) { return _vm_resolution(offer) }
    }
    throw.eject(ej, "Specimen did not implement " + name)
}

def makeProtocol(maker, docstring, name, parents, stillUnknown, messages) {
    return object protocol {
        to _printOn(out) { printInterface(out, name, parents) }
        to _uncall() {
            return [maker, "run", [docstring, name, parents, stillUnknown, messages], [].asMap()]
        }
        to audit(audition) { return askAll(parents, audition) }
        to coerce(specimen, ej) { return coerceStamped(protocol, protocol, name, specimen, ej) }
        to supersetOf(guard) { return _equalizer.sameYet(protocol, guard) || isOneOf(parents, guard) }
        to getDocstring() { return docstring }
        to getMethods() { return messagesOf(parents, messages) }
    }
}

object _makeProtocolDesc {
    to run(docstring :OptionalStr, name :Str, parents :List, stillUnknown :DeepFrozen, messages :List) {
        return _vm_stamp(makeProtocol(_makeProtocolDesc, docstring, name, parents, stillUnknown, messages), "ST")
    }
    # Both halves are selfish: who knows the description has no means to make the stamp again.
    to makePair(docstring :OptionalStr, name :Str, parents :List, stillUnknown :DeepFrozen, messages :List) {
        def stamp := makeProtocol(_makeProtocolDesc, docstring, name, parents, stillUnknown, messages)
        object protocolDesc {
            to _uncall() {
                return [[_makeProtocolDesc, "makePair", [docstring, name, parents, stillUnknown, messages], [].asMap()], "get", [0], [].asMap()]
            }
            to audit(_) { return false }
            to coerce(specimen, ej) { return coerceStamped(protocolDesc, stamp, name, specimen, ej) }
            to supersetOf(guard) {
                return _vm_identical(protocolDesc, guard) || _vm_identical(stamp, guard) || isOneOf(parents, guard)
            }
            to getDocstring() { return docstring }
            to getMethods() { return messagesOf(parents, messages) }
        }
        # Descriptions are frozen if their parts are.
        if (isFrozen([parents, messages])) {
            _vm_stamp(stamp, "D")
            _vm_stamp(protocolDesc, "D")
        }
        return [protocolDesc, stamp]
    }
}

for helper in ([_makeParamDesc, _makeMessageDesc, _makeProtocolDesc]) { _vm_stamp(helper, "D") }
