# Views: what patterns expand to, as objects with `run(specimen, ejector)` that answer what the rest of the pattern is
# matched with.
#
# In: the values that the pattern mentions. Out: views; a specimen that does not match leaves by the ejector.

object _bind {
    to run(resolver, guard) {
        return object binder {
            to run(specimen, ej) {
                def value := if (guard == null) { specimen } else { guard.coerce(specimen, ej) }
                resolver.resolve(value)
                return value
            }
        }
    }
}

def makeSameMatcher(maker, expected) {
    object sameMatcher {
        to _uncall() { return _vm_sealPortrayal([maker, "run", [expected], [].asMap()]) }
        to run(specimen, ej) {
            if (expected == specimen) { return specimen }
            throw.eject(ej, "Specimen " + M.toQuote(specimen) + " is not the same as the exemplar " + M.toQuote(expected))
        }
    }
    return _vm_stamp(sameMatcher, "Ss")
}

def makeDifferentMatcher(maker, expected) {
    object differentMatcher {
        to _uncall() { return _vm_sealPortrayal([maker, "different", [expected], [].asMap()]) }
        to run(specimen, ej) {
            if (expected != specimen) { return specimen }
            throw.eject(ej, "Specimen " + M.toQuote(specimen) + " is the same as the exemplar " + M.toQuote(expected))
        }
    }
    return _vm_stamp(differentMatcher, "Ss")
}

object _matchSame {
    to run(expected) { return makeSameMatcher(_matchSame, expected) }
    to different(expected) { return makeDifferentMatcher(_matchSame, expected) }
}

object suchThatTrue {
    to _printOn(out) { out.print("<suchThat>") }
    to run(_, _) { return null }
}

object suchThatFalse {
    to _printOn(out) { out.print("<suchThat>") }
    to run(_, ej) { throw.eject(ej, "suchThat failed") }
}

object _suchThat {
    to run(flag :Bool) { return if (flag) { suchThatTrue } else { suchThatFalse } }
    to run(specimen, _) { return [specimen, null] }
}

object _splitList {
    to run(size :Int) {
        return object listSplitter {
            to run(specimen, ej) {
                def list :List exit ej := specimen
                if (list.size() < size) {
                    throw.eject(ej, "Needed " + M.toString(size) + " elements, but only got " + M.toString(list.size()))
                }
                return list.slice(0, size).with(list.slice(size))
            }
        }
    }
}

object _mapExtract {
    to run(key) {
        return object mapExtractor {
            to run(specimen, ej) {
                def map :Map exit ej := specimen
                if (map.contains(key)) { return [map[key], map.without(key)] }
                throw.eject(ej, "Key " + M.toQuote(key) + " not in map")
            }
        }
    }
    to withDefault(key, default) {
        return object mapExtractorWithDefault {
            to run(specimen, ej) {
                def map :Map exit ej := specimen
                return if (map.contains(key)) { [map[key], map.without(key)] } else { [default, map] }
            }
        }
    }
}

object _quasiMatcher {
    to run(matchMaker, values) {
        return object quasiMatcher {
            to run(specimen, ej) { return matchMaker.matchBind(values, specimen, ej) }
        }
    }
}

object _switchFailed {
    match [=="run", args, _] { throw("Switch failed: " + M.toString(args)) }
}

object _booleanFlow {
    to broken() { return Ref.broken("Boolean flow expression failed") }
    to failureList(size :Int) {
        def broken := _booleanFlow.broken()
        def list := [false].diverge()
        var n := 0
        while (n < size) {
            list.push(broken)
            n += 1
        }
        return list.snapshot()
    }
}

for helper in ([
    _bind, _matchSame, _suchThat, suchThatTrue, suchThatFalse, _splitList, _mapExtract, _quasiMatcher, _switchFailed,
    _booleanFlow
]) {
    _vm_stamp(helper, "D")
}
