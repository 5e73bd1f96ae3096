# The places of a source span are integers of one word.
def [p, r] := Ref.promise()
r.resolve(7)
traceln(_makeSourceSpan("a", true, 1, p, -3, 2 ** 62))
traceln(_makeSourceSpan("a", true, 1, 2, 3, 2 ** 64))
