# memory
traceln(("abc" * (2 ** 40)).size())
