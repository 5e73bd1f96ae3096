# memory
var m := [].asMap()
var kept := []
while (true) { m := m.with(kept.size() % 1000, [kept.size()]); kept := kept.with(m) }
