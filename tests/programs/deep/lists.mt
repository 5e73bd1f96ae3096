# Lists of 10,000 levels are built, printed, compared and dropped.
def nest(n) {
    var list := []
    for _ in (0..!n) { list := [list] }
    return list
}
def deep := nest(10_000)
traceln(M.toString(deep).size())
traceln(deep == nest(10_000))
traceln(deep == nest(9_999))
