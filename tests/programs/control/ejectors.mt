# Ejectors through finally blocks, from closures, and dead ones.
def find(list, wanted) {
    return escape found {
        for i => x in (list) { if (x == wanted) { found(i) } }
        "none"
    }
}
traceln(find([5, 6, 7], 6), find([], 1))
def log := [].diverge()
traceln(escape out {
    try { def leave() { out("left") }; leave() } finally { log.push("finally") }
})
traceln(log.snapshot())
def dead := escape e { e }
traceln(try { dead(1) } catch _ { "inactive" })
