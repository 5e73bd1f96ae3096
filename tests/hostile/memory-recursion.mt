# memory
def down(n) { return 1 + down(n + 1) }
traceln(down(0))
