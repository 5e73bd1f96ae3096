# memory
var f := fn x { x }
while (true) { def g := f; f := fn x { g(x) } }
