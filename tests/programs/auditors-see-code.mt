# An auditor sees the code of the object as nodes.
def seen := [].diverge()
object inspector {
    to audit(audition) {
        def e := audition.getObjectExpr()
        seen.push([e, e.getNodeName(), e.getDocstring(), e.getName().getNoun().getName()])
        def first := e.getScript().getMethods()[0]
        seen.push([first.getVerb(), [for p in (first.getParams()) [p.getNodeName(), p.refutable()]], first.getResultGuard().getName()])
        def call := first.getBody()
        seen.push([call.getReceiver().getName(), call.getVerb(), [for a in (call.getArgs()) a.getNodeName()]])
        seen.push(escape ej { e.getScript().getMethodNamed("nope", ej) } catch p { p })
        return true
    }
}
object sum implements inspector {
    "Adds."
    method run(x, y :Int) :Int { x.add(y) }
    match [verb, _, _] { verb }
}
for each in (seen) { traceln(each) }
traceln(_auditedBy(inspector, sum), sum(1, 2), sum.other())
