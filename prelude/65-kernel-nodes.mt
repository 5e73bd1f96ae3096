# Kernel nodes: what an auditor sees of the object it is to vouch for.
#
# In: the flat tree of an object expression, as the VM has it. Out: nodes that answer their kind and their fields; each is made
# when it is asked for. One table tells the fields of each kind: the number of a child, the datum, the datum as a noun, all children
# of a kind, or the children from a number on that are not named.

def allOf(kind) { return ["all", kind] }
def rest(number) { return ["rest", number] }

def kernelFields := [
    "LiteralExpr" => ["getValue" => "datum"],
    "NounExpr" => ["getName" => "datum"],
    "BindingExpr" => ["getNoun" => "noun", "getName" => "datum"],
    "AssignExpr" => ["getLvalue" => "noun", "getRvalue" => 0],
    "MethodCallExpr" => ["getVerb" => "datum", "getReceiver" => 0, "getArgs" => rest(1), "getNamedArgs" => allOf("NamedArg")],
    "NamedArg" => ["getKey" => 0, "getValue" => 1],
    "DefExpr" => ["getPattern" => 0, "getExit" => 1, "getExpr" => 2],
    "EscapeExpr" => ["getEjectorPattern" => 0, "getBody" => 1, "getCatchPattern" => 2, "getCatchBody" => 3],
    "FinallyExpr" => ["getBody" => 0, "getUnwinder" => 1],
    "HideExpr" => ["getBody" => 0],
    "IfExpr" => ["getTest" => 0, "getThen" => 1, "getElse" => 2],
    "CatchExpr" => ["getBody" => 0, "getPattern" => 1, "getCatcher" => 2],
    "SeqExpr" => ["getExprs" => rest(0)],
    "MetaContextExpr" => [].asMap(),
    "MetaStateExpr" => [].asMap(),
    "ObjectExpr" => ["getDocstring" => "datum", "getName" => 0, "getAsExpr" => "optional 1", "getScript" => 2, "getAuditors" => rest(3)],
    "Script" => ["getMethods" => allOf("Method"), "getMatchers" => allOf("Matcher")],
    "Method" => ["getDocstring" => "datum", "getVerb" => "literal 0", "getResultGuard" => 1, "getBody" => 2, "getParams" => rest(3), "getNamedParams" => allOf("NamedParam")],
    "Matcher" => ["getPattern" => 0, "getBody" => 1],
    "NamedParam" => ["getKey" => 0, "getPattern" => 1],
    "FinalPattern" => ["getNoun" => "noun", "getGuard" => 0],
    "VarPattern" => ["getNoun" => "noun", "getGuard" => 0],
    "BindingPattern" => ["getNoun" => "noun"],
    "IgnorePattern" => ["getGuard" => 0],
    "ListPattern" => ["getPatterns" => rest(0)],
    "ViaPattern" => ["getExpr" => 0, "getPattern" => 1]
]

def makeKernelNode(tree, at) {
    def [kind, datum, children] := tree[at]
    def fields := kernelFields[kind]

    # Child i, or null.
    def child(i) {
        if (i >= children.size() || tree[children[i]][0] == "Absent") { return null }
        return makeKernelNode(tree, children[i])
    }
    def childrenOfKind(wanted) {
        return [for position in (children) ? (tree[position][0] == wanted) makeKernelNode(tree, position)]
    }
    def unnamedFrom(first) {
        return [for i => position in (children)
                ? (i >= first && tree[position][0] != "NamedArg" && tree[position][0] != "NamedParam")
                makeKernelNode(tree, position)]
    }
    def field(how) {
        return switch (how) {
            match =="datum" { datum }
            match =="noun" { makeKernelNode([["NounExpr", datum, []]], 0) }
            match =="literal 0" { tree[children[0]][1] }
            match =="optional 1" {
                def found := child(1)
                if (found == null) { makeKernelNode([["LiteralExpr", null, []]], 0) } else { found }
            }
            match [=="all", wanted] { childrenOfKind(wanted) }
            match [=="rest", first] { unnamedFrom(first) }
            match number :Int { child(number) }
        }
    }

    object kernelNode {
        to _printOn(out) {
            out.print("<")
            out.print(kind)
            out.print(">")
        }
        to getNodeName() { return kind }
        to getSpan() { return null }
        to canonical() { return kernelNode }
        match [verb ? (fields.contains(verb)), [], _] { field(fields[verb]) }
        # The first method of this verb.
        match [=="getMethodNamed" ? (kind == "Script"), [verb, ej], _] {
            escape found {
                for each in (childrenOfKind("Method")) {
                    if (each.getVerb() == verb) { found(each) }
                }
                throw.eject(ej, "No method named " + verb)
            }
        }
        match [=="getDefault" ? (kind == "NamedParam"), [ej], _] {
            def default := child(2)
            if (default == null) { throw.eject(ej, "No default") }
            default
        }
        match [=="refutable" ? (kind.endsWith("Pattern")), [], _] {
            if (["FinalPattern", "VarPattern", "IgnorePattern"].contains(kind)) { child(0) != null } else { true }
        }
    }
    return kernelNode
}

def audition_getObjectExpr(self) { return makeKernelNode(_vm_objectTree(self), 0) }
