# endless
def xs := ([1, 2] * 600_000).diverge()
while (true) { xs.insert(0, xs.pop()); xs.reverseInPlace(); xs.insert(0, xs.size()); xs.pop() }
