# Loops, closures, a captured variable, a guard.
var total := 0
def add(n :Int) { total += n; return total }
for i in (0..!5) { add(i * 2) }
for k => v in (["a" => 1, "b" => 2]) { total += v; traceln(k) }
while (total > 3) { total -= 3 }
traceln(total, [for x in ([1, 2, 3]) ? (x != 2) x + 1])
