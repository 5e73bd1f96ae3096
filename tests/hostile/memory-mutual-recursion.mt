# memory
def odd
def even(n) { return [odd(n + 1)] }
bind odd(n) { return [even(n + 1)] }
traceln(even(0))
