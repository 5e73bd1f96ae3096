# endless
object G { to coerce(specimen, ej) { while (true) { null } } }
def x :G := 1
