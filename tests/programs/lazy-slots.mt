# A lazy slot runs its thunk at the first reading, again if that failed, and never within itself.
var runs := 0
def &value := makeLazySlot(fn { runs += 1; runs * 10 }, "guard" => Int)
traceln(runs, value, value, runs, (&value).getGuard())
def &flaky := makeLazySlot(fn { runs += 1; if (runs < 3) { throw("not yet") }; "done" })
traceln(try { flaky } catch _ { "failed" }, flaky, flaky, runs)
def slots := [].diverge()
slots.push(makeLazySlot(fn { slots[0].get() }))
traceln(try { slots[0].get() } catch _ { "reads itself" })
