# endless
var xs := [1.5] * 500_000
def flex := [].diverge()
while (true) { def old := xs; xs with= (5, flex); try { [old].asSet() } catch _ { }; old.size(); xs.contains(7); old == xs }
