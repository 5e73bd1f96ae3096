traceln(1)
traceln("café")
