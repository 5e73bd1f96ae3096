# endless
object never { to _conformTo(_) { while (true) { null } } }
def x :Int := never
