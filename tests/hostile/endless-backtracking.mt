# endless
def text := "a" * 60 + "b"
def matches(i, depth) {
    if (i == text.size() - 1) { return text[i] == 'c' }
    if (depth == 0) { return false }
    return matches(i + 1, depth - 1) || matches(i + 1, depth)
}
traceln(matches(0, 100))
