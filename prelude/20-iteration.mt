# Iteration over objects of the program's own, and the helpers that loops and comprehensions expand to.
#
# In: an iterable (answers `_makeIterator/0`), whose iterator answers `next(ejector)` with `[key, value]` or
# leaves by the ejector. The compiler turns almost all loops into loops of the enclosing frame; what stands here
# serves the others.

object _loop {
    to _printOn(out) { out.print("<loop>") }
    to run(iterable, consumer) {
        def iterator := iterable._makeIterator()
        escape end {
            while (true) {
                def step := iterator.next(end)
                # Two elements are the rule; a matcher may take any number.
                escape other {
                    def [key, value] exit other := step
                    consumer.run(key, value)
                } catch _ {
                    _vm_runTurn(consumer, step)
                }
            }
        }
        return null
    }
}

object _iterForever {
    to _makeIterator() { return _iterForever }
    to next(_) { return [null, null] }
}

object _accumulateList {
    to run(iterable, mapper) {
        def results := [].diverge()
        for key => value in (iterable) {
            escape skip { results.push(mapper.run(key, value, skip)) }
        }
        return results.snapshot()
    }
}

object _accumulateMap {
    to run(iterable, mapper) {
        def results := [].asMap().diverge()
        for key => value in (iterable) {
            escape skip {
                def [k, v] := mapper.run(key, value, skip)
                results[k] := v
            }
        }
        return results.snapshot()
    }
}

# `_makeList.fromIterable/1`, for iterables that the VM does not walk itself.
def makeList_fromIterable(_self, iterable) {
    def values := [].diverge()
    def iterator := iterable._makeIterator()
    escape end {
        while (true) {
            escape other {
                def [_, value] exit other := iterator.next(end)
                values.push(value)
            } catch _ {
                throw("makeList.fromIterable/1: Invalid iterator")
            }
        }
    }
    return values.snapshot()
}

for helper in ([_loop, _iterForever, _accumulateList, _accumulateMap]) { _vm_stamp(helper, "D") }
