# memory
def deep(n) { return object d { to _printOn(out) { out.print(n); out.print(deep(n + 1)) } } }
traceln(`${deep(0)}`)
