# endless
while (true) { null }
