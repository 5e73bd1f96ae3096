# memory
# Quoted texts of many characters that take more room as escapes.
def s := "\u0001é\n\"ĥ" * 200000
var kept := []
while (true) { kept := kept.with(M.toQuote(s)) }
