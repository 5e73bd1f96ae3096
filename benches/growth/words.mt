# The words of a text counted in a map by `with`, as a Python program does in a dict.
def text := " ".join([for i in (0..!SIZE) `w${(i * 7919) % 5003}`])
var counts := [].asMap()
for word in (text.split(" ")) { counts with= (word, counts.fetch(word, fn { 0 }) + 1) }
traceln([counts.size(), counts["w0"]])
