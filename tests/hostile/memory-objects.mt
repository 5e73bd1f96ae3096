# memory
def makePair(head, tail) { return object pair { to head() { return head } to tail() { return tail } } }
var all := null
while (true) { all := makePair(1, all) }
