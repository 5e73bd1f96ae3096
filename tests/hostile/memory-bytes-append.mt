# memory
var b := _makeBytes.fromInts([1, 2, 3])
while (true) { b += b }
