# A source span wants a Bool second.
traceln(_makeSourceSpan("a", true, 1, 2, 3, 4))
traceln(_makeSourceSpan(1, 2, 3, 4, 5, 6))
