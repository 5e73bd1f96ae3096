# A jump to the head of a sequence that the machine fuses lands on it, not behind it.
def sign(n) {
    if (n > 0) { return "positive" }
    if (n < 0) { return "negative" }
    return "zero"
}
traceln([sign(1), sign(-1), sign(0)])
