# memory
def down(n) { try { return down(n + 1) } finally { traceln("never") } }
down(0)
