# memory
def part := "y" * 100000
traceln(", ".join([part] * 100000).size())
