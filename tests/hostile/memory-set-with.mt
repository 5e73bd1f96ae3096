# memory
var s := [].asSet()
while (true) { s := s.with([s.size()]) }
