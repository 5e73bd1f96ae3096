# endless
def xs := ['a'] * 3000000
while (true) { _makeStr.fromChars(xs) }
