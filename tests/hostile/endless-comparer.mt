# endless
object sorted { to op__cmp(other) { while (true) { null } } }
[sorted, sorted].sort()
