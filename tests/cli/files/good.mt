traceln("hello")
