# memory
traceln(([0] * (2 ** 40)).size())
