# endless
def text := "a," * 50000
while (true) { if (text =~ `@{head},b@rest`) { traceln(head) } }
