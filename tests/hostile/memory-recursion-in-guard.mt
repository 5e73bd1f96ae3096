# memory
object G { to coerce(specimen, ej) { def x :G := [specimen]; return x } }
def y :G := 1
