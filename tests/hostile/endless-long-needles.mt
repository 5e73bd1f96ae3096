# endless
def hay := "ab" * 2_000_000 + "c" + "ab" * 500_000
def needle := "ab" * 600_000 + "d"
while (true) { hay.indexOf(needle); hay.lastIndexOf(needle); hay.contains("ba" * 500_001); hay.replace(needle, "x") }
