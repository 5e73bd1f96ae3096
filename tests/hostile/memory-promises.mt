# memory
var kept := []
while (true) { def [p, r] := Ref.promise(); kept := kept.with([p, r]) }
