# DeltaBlue: an incremental solver of constraints between variables, on a chain and on many linear projections.
# A strength is an integer; a smaller one is stronger.
def [REQUIRED, PREFERRED, STRONG_DEFAULT, NORMAL, WEAKEST] := [0, 2, 3, 4, 6]
def [NONE, FORWARD, BACKWARD] := [0, 1, -1]

def makeVariable(var value) {
    var constraints := [].diverge()
    var determinedBy := null
    var mark := 0
    var walkStrength := WEAKEST
    var stay := true
    return object variable {
        to value() { return value }
        to setValue(v) { value := v }
        to constraints() { return constraints }
        to determinedBy() { return determinedBy }
        to setDeterminedBy(c) { determinedBy := c }
        to mark() { return mark }
        to setMark(m) { mark := m }
        to walkStrength() { return walkStrength }
        to setWalkStrength(s) { walkStrength := s }
        to stay() { return stay }
        to setStay(s) { stay := s }
        to addConstraint(c) { constraints.push(c) }
        to removeConstraint(c) {
            def kept := [].diverge()
            for other in (constraints) { if (other != c) { kept.push(other) } }
            constraints := kept
            if (determinedBy == c) { determinedBy := null }
        }
    }
}

# A stay or an edit: one output, no inputs.
def makeUnaryConstraint(output, strength, isEdit) {
    var satisfied := false
    return object unary {
        to strength() { return strength }
        to isInput() { return isEdit }
        to isSatisfied() { return satisfied }
        to markUnsatisfied() { satisfied := false }
        to addToGraph() {
            output.addConstraint(unary)
            satisfied := false
        }
        to removeFromGraph() {
            output.removeConstraint(unary)
            satisfied := false
        }
        to chooseMethod(mark) { satisfied := output.mark() != mark && strength < output.walkStrength() }
        to markInputs(_) { return null }
        to inputsKnown(_) { return true }
        to output() { return output }
        to execute() { return null }
        to recalculate() {
            output.setWalkStrength(strength)
            output.setStay(!isEdit)
        }
    }
}

# The direction of a constraint between two variables that it would take now.
def chooseDirection(mark, strength, v1, v2) {
    if (v1.mark() == mark) { return if (v2.mark() != mark && strength < v2.walkStrength()) { FORWARD } else { NONE } }
    if (v2.mark() == mark) { return if (strength < v1.walkStrength()) { BACKWARD } else { NONE } }
    if (v1.walkStrength() > v2.walkStrength()) { return if (strength < v1.walkStrength()) { BACKWARD } else { NONE } }
    return if (strength < v2.walkStrength()) { FORWARD } else { NONE }
}

def makeEqualityConstraint(v1, v2, strength) {
    var direction := NONE
    return object equality {
        to strength() { return strength }
        to isInput() { return false }
        to isSatisfied() { return direction != NONE }
        to markUnsatisfied() { direction := NONE }
        to addToGraph() {
            v1.addConstraint(equality)
            v2.addConstraint(equality)
            direction := NONE
        }
        to removeFromGraph() {
            v1.removeConstraint(equality)
            v2.removeConstraint(equality)
            direction := NONE
        }
        to chooseMethod(mark) { direction := chooseDirection(mark, strength, v1, v2) }
        to input() { return if (direction == FORWARD) { v1 } else { v2 } }
        to output() { return if (direction == FORWARD) { v2 } else { v1 } }
        to markInputs(mark) { equality.input().setMark(mark) }
        to inputsKnown(mark) {
            def source := equality.input()
            return source.mark() == mark || source.stay() || source.determinedBy() == null
        }
        to execute() { equality.output().setValue(equality.input().value()) }
        to recalculate() {
            def source := equality.input()
            def target := equality.output()
            target.setWalkStrength(strength.max(source.walkStrength()))
            target.setStay(source.stay())
            if (target.stay()) { equality.execute() }
        }
    }
}

# v2 = v1 * scale + offset
def makeScaleConstraint(v1, scale, offset, v2, strength) {
    var direction := NONE
    return object scaling {
        to strength() { return strength }
        to isInput() { return false }
        to isSatisfied() { return direction != NONE }
        to markUnsatisfied() { direction := NONE }
        to addToGraph() {
            for v in ([v1, v2, scale, offset]) { v.addConstraint(scaling) }
            direction := NONE
        }
        to removeFromGraph() {
            for v in ([v1, v2, scale, offset]) { v.removeConstraint(scaling) }
            direction := NONE
        }
        to chooseMethod(mark) { direction := chooseDirection(mark, strength, v1, v2) }
        to input() { return if (direction == FORWARD) { v1 } else { v2 } }
        to output() { return if (direction == FORWARD) { v2 } else { v1 } }
        to markInputs(mark) {
            scaling.input().setMark(mark)
            scale.setMark(mark)
            offset.setMark(mark)
        }
        to inputsKnown(mark) {
            def source := scaling.input()
            return source.mark() == mark || source.stay() || source.determinedBy() == null
        }
        to execute() {
            if (direction == FORWARD) {
                v2.setValue(v1.value() * scale.value() + offset.value())
            } else {
                v1.setValue((v2.value() - offset.value()) // scale.value())
            }
        }
        to recalculate() {
            def source := scaling.input()
            def target := scaling.output()
            target.setWalkStrength(strength.max(source.walkStrength()))
            target.setStay(source.stay() && scale.stay() && offset.stay())
            if (target.stay()) { scaling.execute() }
        }
    }
}

def makePlanner() {
    var currentMark := 0
    def addConsumers(v, todo) {
        def determining := v.determinedBy()
        for c in (v.constraints()) { if (c != determining && c.isSatisfied()) { todo.push(c) } }
    }
    return object planner {
        to newMark() {
            currentMark += 1
            return currentMark
        }
        to satisfy(c, mark) {
            c.chooseMethod(mark)
            if (!c.isSatisfied()) {
                if (c.strength() == REQUIRED) { throw("Could not satisfy a required constraint") }
                return null
            }
            c.markInputs(mark)
            def target := c.output()
            def overridden := target.determinedBy()
            if (overridden != null) { overridden.markUnsatisfied() }
            target.setDeterminedBy(c)
            if (!planner.addPropagate(c, mark)) { throw("Cycle encountered") }
            target.setMark(mark)
            return overridden
        }
        to add(c) {
            c.addToGraph()
            planner.incrementalAdd(c)
        }
        to destroy(c) { if (c.isSatisfied()) { planner.incrementalRemove(c) } else { c.removeFromGraph() } }
        to incrementalAdd(c) {
            def mark := planner.newMark()
            var overridden := planner.satisfy(c, mark)
            while (overridden != null) { overridden := planner.satisfy(overridden, mark) }
        }
        to incrementalRemove(c) {
            def target := c.output()
            c.markUnsatisfied()
            c.removeFromGraph()
            def unsatisfied := planner.removePropagateFrom(target)
            for strength in (REQUIRED..!WEAKEST) {
                for u in (unsatisfied) { if (u.strength() == strength) { planner.incrementalAdd(u) } }
            }
        }
        to extractPlan(constraints) {
            def todo := [].diverge()
            for c in (constraints) { if (c.isInput() && c.isSatisfied()) { todo.push(c) } }
            def mark := planner.newMark()
            def plan := [].diverge()
            while (todo.size() > 0) {
                def c := todo.pop()
                if (c.output().mark() != mark && c.inputsKnown(mark)) {
                    plan.push(c)
                    c.output().setMark(mark)
                    addConsumers(c.output(), todo)
                }
            }
            return plan
        }
        to addPropagate(c, mark) {
            def todo := [c].diverge()
            while (todo.size() > 0) {
                def d := todo.pop()
                if (d.output().mark() == mark) {
                    planner.incrementalRemove(c)
                    return false
                }
                d.recalculate()
                addConsumers(d.output(), todo)
            }
            return true
        }
        to removePropagateFrom(target) {
            target.setDeterminedBy(null)
            target.setWalkStrength(WEAKEST)
            target.setStay(true)
            def unsatisfied := [].diverge()
            def todo := [target].diverge()
            while (todo.size() > 0) {
                def v := todo.pop()
                for c in (v.constraints()) { if (!c.isSatisfied()) { unsatisfied.push(c) } }
                def determining := v.determinedBy()
                for next in (v.constraints()) {
                    if (next != determining && next.isSatisfied()) {
                        next.recalculate()
                        todo.push(next.output())
                    }
                }
            }
            return unsatisfied
        }
    }
}

def change(planner, v, value) {
    def edit := makeUnaryConstraint(v, PREFERRED, true)
    planner.add(edit)
    def plan := planner.extractPlan([edit])
    for _ in (0..!10) {
        v.setValue(value)
        for c in (plan) { c.execute() }
    }
    planner.destroy(edit)
}
def chainTest(n) {
    def planner := makePlanner()
    def variables := [for _ in (0..n) makeVariable(0)]
    for i in (0..!n) { planner.add(makeEqualityConstraint(variables[i], variables[i + 1], REQUIRED)) }
    def first := variables[0]
    def last := variables[n]
    planner.add(makeUnaryConstraint(last, STRONG_DEFAULT, false))
    def edit := makeUnaryConstraint(first, PREFERRED, true)
    planner.add(edit)
    def plan := planner.extractPlan([edit])
    var sum := 0
    for i in (0..!100) {
        first.setValue(i)
        for c in (plan) { c.execute() }
        sum += last.value()
    }
    planner.destroy(edit)
    return sum
}
def projectionTest(n) {
    def planner := makePlanner()
    def scale := makeVariable(10)
    def offset := makeVariable(1000)
    def sources := [].diverge()
    def targets := [].diverge()
    for i in (0..!n) {
        def source := makeVariable(i)
        def target := makeVariable(i)
        sources.push(source)
        targets.push(target)
        planner.add(makeUnaryConstraint(source, NORMAL, false))
        planner.add(makeScaleConstraint(source, scale, offset, target, REQUIRED))
    }
    change(planner, sources.last(), 17)
    var sum := targets.last().value()
    change(planner, targets.last(), 1050)
    sum += sources.last().value()
    change(planner, scale, 5)
    for t in (targets) { sum += t.value() }
    change(planner, offset, 2000)
    for t in (targets) { sum += t.value() }
    return sum
}
var seed := 73
for _ in (0..!12) {
    seed := (seed * 3877 + 29573) % 139968
    traceln(chainTest(2000 + (seed % 100)))
    traceln(projectionTest(2000 + (seed % 100)))
}
