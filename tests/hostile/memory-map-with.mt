# memory
var m := [].asMap()
while (true) { m := m.with(m.size(), "value") }
