traceln(missing)
