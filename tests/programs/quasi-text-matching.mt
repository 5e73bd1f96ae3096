# A pattern hole takes as little as it can, and nothing is tried twice.
def problem(thunk) { return escape ej { thunk(ej) } catch p { p } }
traceln(problem(fn ej { def `@a,@b` exit ej := "1,2,3"; [a, b] }))
traceln(problem(fn ej { def `a@{x}z` exit ej := "abzcz"; x }))
traceln(problem(fn ej { def `key=@v` exit ej := "kez=1"; v }))
traceln(problem(fn ej { def `@k=@v` exit ej := "key"; [k, v] }))
def n := 42
traceln(problem(fn ej { def `n=$n` exit ej := "n=43"; null }))
traceln(problem(fn ej { def `@x` exit ej := 5; x }))
traceln(problem(fn ej { def `@x@y!` exit ej := "ab!"; [x, y] }), problem(fn ej { def `` exit ej := ""; "empty" }))
