# `Transparent`: admits objects whose portrayal was proved to rebuild them, and makes the auditors that prove it.
#
# In: specimens; the auditions of a maker and of the values it makes. Out: the specimen if it carries the stamp; a kit of three: an
# auditor for the maker, one that stamps its values, and the serializer with which a value portrays itself. The maker's code must
# show that each value is portrayed by exactly the arguments that it was made of.

# The expressions of a body one after the other, through blocks and sequences.
def topLevel(body) {
    def found := [].diverge()
    def work := [body].diverge()
    while (!work.isEmpty()) {
        def node := work.pop()
        def kind := node.getNodeName()
        if (kind == "HideExpr") {
            work.push(node.getBody())
        } else if (kind == "SeqExpr") {
            for each in (node.getExprs().reverse()) { work.push(each) }
        } else {
            found.push(node)
        }
    }
    return found.snapshot()
}

def isNounNamed(node, name) { return node.getNodeName() == "NounExpr" && node.getName() == name }

def isCall(node, receiver, verb, arity) {
    return node.getNodeName() == "MethodCallExpr" && isNounNamed(node.getReceiver(), receiver) && node.getVerb() == verb &&
        node.getArgs().size() == arity && node.getNamedArgs().isEmpty()
}

# What a body answers: its last expression, or what its one top-level `return` gives.
def answerOf(body) {
    def outermost := topLevel(body)
    if (outermost.isEmpty()) { throw("Maker body must have \"object ...\" as final expr") }
    def last := outermost.last()
    if (last.getNodeName() != "EscapeExpr") { return last }
    def pattern := last.getEjectorPattern()
    if (outermost.size() != 1 || pattern.getNodeName() != "FinalPattern" || pattern.getNoun().getName() != "__return") {
        throw("Maker body must have \"object ...\" as final expr")
    }
    for each in (topLevel(last.getBody())) {
        if (isCall(each, "__return", "run", 1)) { return each.getArgs()[0] }
    }
    throw("return must be done at top level of maker body")
}

# The object of a guard `Same[x]` or `FinalSlot[Same[x]]`; else the ejector fires.
def certainValue(guard, ej) {
    return Same.extractValue(if (_vm_alike(guard, anyFinalSlot)) { guard.getGuard() } else { guard }, ej)
}

# Whether a node lists these nouns, in order, as `[a, b]` does.
def listsNouns(node, names) {
    if (!isCall(node, "_makeList", "run", names.size())) { return false }
    for i => each in (node.getArgs()) {
        if (!isNounNamed(each, names[i])) { return false }
    }
    return true
}

# Whether two keys of named parameters and arguments are the same literal or noun.
def isSameKey(a, b) {
    if (a.getNodeName() != b.getNodeName()) { return false }
    return if (a.getNodeName() == "LiteralExpr") {
        a.getValue() == b.getValue()
    } else {
        a.getNodeName() == "NounExpr" && a.getName() == b.getName()
    }
}

# Whether a node is the map literal that pairs these keys with these nouns.
def pairsNouns(node, keys, names) {
    if (!isCall(node, "_makeMap", "fromPairs", 1)) { return false }
    def list := node.getArgs()[0]
    if (!isCall(list, "_makeList", "run", keys.size())) { return false }
    for i => pair in (list.getArgs()) {
        if (!isCall(pair, "_makeList", "run", 2)) { return false }
        def [key, value] := pair.getArgs()
        if (!isSameKey(key, keys[i]) || !isNounNamed(value, names[i])) { return false }
    }
    return true
}

# The names of parameters, which must be plain.
def plainNames(patterns) {
    return [for pattern in (patterns) {
        if (pattern.getNodeName() != "FinalPattern" || pattern.getGuard() != null) {
            throw("Makers of Transparent objects currently must have only unguarded FinalSlot patterns in their signature, not " + M.toString(pattern))
        }
        pattern.getNoun().getName()
    }]
}

def checkUncall(value, makerName, serializerNames, names, keys, namedNames) {
    def uncall := escape none {
        value.getScript().getMethodNamed("_uncall", none)
    } catch _ { throw("Value object has no ._uncall() method") }
    if (!uncall.getParams().isEmpty() || !uncall.getNamedParams().isEmpty()) {
        throw("Value object's _uncall method must not take any parameters")
    }
    def answer := answerOf(uncall.getBody())
    def arity := if (keys.isEmpty()) { 2 } else { 3 }
    for serializer in (serializerNames) {
        if (isCall(answer, serializer, "run", arity)) {
            def args := answer.getArgs()
            if (isNounNamed(args[0], makerName) && listsNouns(args[1], names) &&
                (keys.isEmpty() || pairsNouns(args[2], keys, namedNames))) {
                return null
            }
        }
    }
    throw("Value uncall method body must be: " + serializerNames[0] + "(" + makerName + ", " + M.toString(names) + ")")
}

def makeAuditorKit() {
    var makerIsDone := false
    # What a value may capture from its maker: its parameters.
    var parameterNames := [].asSet()
    var knownMaker := null

    object serializer {
        to run(maker, args) { return [maker, "run", args, [].asMap()] }
        to run(maker, args :List, named :Map) { return [maker, "run", args, named] }
    }

    object valueAuditor {
        to audit(audition) {
            if (!_vm_isAudition(audition)) { throw("not an Audition") }
            for name in (_vm_freeNames(audition)) {
                def guard := audition.getGuard(name)
                def isParameter := parameterNames.contains(name) && !_vm_alike(guard, anyVarSlot)
                def isCertain := escape no { certainValue(guard, no); true } catch _ { false }
                if (!(isParameter || isCertain || name == knownMaker || DeepFrozen.supersetOf(guard))) {
                    # It holds something that its portrayal does not tell.
                    return false
                }
            }
            _vm_stampAudition(audition, "T")
            return true
        }
    }

    object makerAuditor {
        to audit(audition) {
            if (!_vm_isAudition(audition)) { throw("not an Audition") }
            if (makerIsDone) { throw("Maker auditor has already been used") }
            makerIsDone := true
            def maker := audition.getObjectExpr()
            def auditorNames := [].diverge()
            def serializerNames := [].diverge()
            for name in (_vm_freeNames(audition)) {
                def guard := audition.getGuard(name)
                escape uncertain {
                    def known := certainValue(guard, uncertain)
                    if (_vm_identical(known, valueAuditor)) { auditorNames.push(name) }
                    if (_vm_identical(known, serializer)) { serializerNames.push(name) }
                } catch _ {
                    if (!DeepFrozen.supersetOf(guard)) {
                        throw("non-DeepFrozen binding &&" + name + " :" + M.toString(guard) + " not allowed in Transparent maker")
                    }
                }
            }
            if (auditorNames.isEmpty()) { throw("Value auditor not used in body of maker") }
            if (serializerNames.isEmpty()) { throw("Serializer not used in value's uncall method") }
            def run := escape none {
                maker.getScript().getMethodNamed("run", none)
            } catch _ { throw(audition.getFQN() + " has no \"run\" method") }
            def names := plainNames(run.getParams())
            def keys := [for named in (run.getNamedParams()) named.getKey()]
            def namedNames := plainNames([for named in (run.getNamedParams()) named.getPattern()])
            for key in (keys) {
                if (key.getNodeName() != "LiteralExpr" && key.getNodeName() != "NounExpr") {
                    throw("Makers of Transparent objects must have only literal or DeepFrozen names as keys, not " + M.toString(key))
                }
            }
            def value := answerOf(run.getBody())
            if (value.getNodeName() != "ObjectExpr") { throw("Maker body must end with \"return object ...\"") }
            var isListed := false
            for each in ([value.getAsExpr()] + value.getAuditors()) {
                isListed |= each.getNodeName() == "NounExpr" && auditorNames.contains(each.getName())
            }
            if (!isListed) { throw("Object returned does not implement this maker's value auditor") }
            if (maker.getName().getNodeName() != "FinalPattern") { throw("Maker has no name") }
            def makerName := maker.getName().getNoun().getName()
            checkUncall(value, makerName, serializerNames, names, keys, namedNames)
            parameterNames := (names + namedNames).asSet()
            knownMaker := makerName
            return true
        }
    }

    # Known to auditors as exactly these objects.
    def certain(x) {
        def guard := Same_get(Same, x)
        return _vm_binding(_vm_finalSlot(x, guard), FinalSlot_get(FinalSlot, guard))
    }
    return [_vm_stamp(makerAuditor, "D"), certain(_vm_stamp(valueAuditor, "D")), certain(_vm_stamp(serializer, "D"))]
}

object Transparent {
    to coerce(specimen, ej) {
        if (_vm_stamped(specimen, "T")) { return specimen }
        throw.eject(ej, M.toQuote(specimen) + " is not Transparent")
    }
    to makeAuditorKit() { return makeAuditorKit() }
}

_vm_stamp(Transparent, "D")
