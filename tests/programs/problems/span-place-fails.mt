# The places of a source span are integers.
traceln(_makeSourceSpan("a", true, 1, 2, "b", 4))
