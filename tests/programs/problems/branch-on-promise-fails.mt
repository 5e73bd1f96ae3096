# A promise is no value to branch on before it is resolved.
def [p, r] := Ref.promise()
def [q, _] := Ref.promise()
r.resolve(true)
if (p) { traceln("resolved") }
if (q) { traceln("not reached") }
