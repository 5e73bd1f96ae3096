# memory
var m := [0 => 0]
var n := 1
while (true) { m |= [n => [m]]; n += 1 }
