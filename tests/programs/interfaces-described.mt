# Interfaces stamp what claims them, admit what they stamped, and describe their messages.
interface Shape { "A figure." to area() :Double to scale(by :Double) }
interface Round extends Shape { to radius() :Double }
object disc implements Round { to radius() { return 1.0 } }
def is(guard, x) { return escape ej { guard.coerce(x, ej); true } catch p { p } }
traceln(is(Round, disc), is(Shape, disc), is(Shape, 5) == true, Round.supersetOf(Shape), Shape.getDocstring())
traceln([for m in (Round.getMethods().asList()) [m.getVerb(), m.getArity()]])
traceln([for m in (Shape.getMethods().asList()) M.toString(m)], Shape.getMethods().asList()[1].getParams())
