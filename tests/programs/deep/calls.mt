# A million nested calls: recursion is as deep as memory allows.
def count(n) { return if (n == 0) { 0 } else { 1 + count(n - 1) } }
traceln(count(1_000_000))
