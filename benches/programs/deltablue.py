REQUIRED, PREFERRED, STRONG_DEFAULT, NORMAL, WEAKEST = 0, 2, 3, 4, 6
NONE, FORWARD, BACKWARD = 0, 1, -1


class Variable:
    def __init__(self, value):
        self.value = value
        self.constraints = []
        self.determined_by = None
        self.mark = 0
        self.walk_strength = WEAKEST
        self.stay = True

    def add_constraint(self, c):
        self.constraints.append(c)

    def remove_constraint(self, c):
        kept = []
        for other in self.constraints:
            if other is not c:
                kept.append(other)
        self.constraints = kept
        if self.determined_by is c:
            self.determined_by = None


class UnaryConstraint:
    def __init__(self, output, strength, is_edit):
        self._output = output
        self.strength = strength
        self.is_edit = is_edit
        self.satisfied = False

    def is_input(self):
        return self.is_edit

    def is_satisfied(self):
        return self.satisfied

    def mark_unsatisfied(self):
        self.satisfied = False

    def add_to_graph(self):
        self._output.add_constraint(self)
        self.satisfied = False

    def remove_from_graph(self):
        self._output.remove_constraint(self)
        self.satisfied = False

    def choose_method(self, mark):
        self.satisfied = self._output.mark != mark and self.strength < self._output.walk_strength

    def mark_inputs(self, _):
        return None

    def inputs_known(self, _):
        return True

    def output(self):
        return self._output

    def execute(self):
        return None

    def recalculate(self):
        self._output.walk_strength = self.strength
        self._output.stay = not self.is_edit


def choose_direction(mark, strength, v1, v2):
    if v1.mark == mark:
        return FORWARD if v2.mark != mark and strength < v2.walk_strength else NONE
    if v2.mark == mark:
        return BACKWARD if strength < v1.walk_strength else NONE
    if v1.walk_strength > v2.walk_strength:
        return BACKWARD if strength < v1.walk_strength else NONE
    return FORWARD if strength < v2.walk_strength else NONE


class EqualityConstraint:
    def __init__(self, v1, v2, strength):
        self.v1 = v1
        self.v2 = v2
        self.strength = strength
        self.direction = NONE

    def is_input(self):
        return False

    def is_satisfied(self):
        return self.direction != NONE

    def mark_unsatisfied(self):
        self.direction = NONE

    def add_to_graph(self):
        self.v1.add_constraint(self)
        self.v2.add_constraint(self)
        self.direction = NONE

    def remove_from_graph(self):
        self.v1.remove_constraint(self)
        self.v2.remove_constraint(self)
        self.direction = NONE

    def choose_method(self, mark):
        self.direction = choose_direction(mark, self.strength, self.v1, self.v2)

    def input(self):
        return self.v1 if self.direction == FORWARD else self.v2

    def output(self):
        return self.v2 if self.direction == FORWARD else self.v1

    def mark_inputs(self, mark):
        self.input().mark = mark

    def inputs_known(self, mark):
        source = self.input()
        return source.mark == mark or source.stay or source.determined_by is None

    def execute(self):
        self.output().value = self.input().value

    def recalculate(self):
        source = self.input()
        target = self.output()
        target.walk_strength = max(self.strength, source.walk_strength)
        target.stay = source.stay
        if target.stay:
            self.execute()


class ScaleConstraint:
    def __init__(self, v1, scale, offset, v2, strength):
        self.v1 = v1
        self.scale = scale
        self.offset = offset
        self.v2 = v2
        self.strength = strength
        self.direction = NONE

    def is_input(self):
        return False

    def is_satisfied(self):
        return self.direction != NONE

    def mark_unsatisfied(self):
        self.direction = NONE

    def add_to_graph(self):
        for v in [self.v1, self.v2, self.scale, self.offset]:
            v.add_constraint(self)
        self.direction = NONE

    def remove_from_graph(self):
        for v in [self.v1, self.v2, self.scale, self.offset]:
            v.remove_constraint(self)
        self.direction = NONE

    def choose_method(self, mark):
        self.direction = choose_direction(mark, self.strength, self.v1, self.v2)

    def input(self):
        return self.v1 if self.direction == FORWARD else self.v2

    def output(self):
        return self.v2 if self.direction == FORWARD else self.v1

    def mark_inputs(self, mark):
        self.input().mark = mark
        self.scale.mark = mark
        self.offset.mark = mark

    def inputs_known(self, mark):
        source = self.input()
        return source.mark == mark or source.stay or source.determined_by is None

    def execute(self):
        if self.direction == FORWARD:
            self.v2.value = self.v1.value * self.scale.value + self.offset.value
        else:
            self.v1.value = (self.v2.value - self.offset.value) // self.scale.value

    def recalculate(self):
        source = self.input()
        target = self.output()
        target.walk_strength = max(self.strength, source.walk_strength)
        target.stay = source.stay and self.scale.stay and self.offset.stay
        if target.stay:
            self.execute()


def add_consumers(v, todo):
    determining = v.determined_by
    for c in v.constraints:
        if c is not determining and c.is_satisfied():
            todo.append(c)


class Planner:
    def __init__(self):
        self.current_mark = 0

    def new_mark(self):
        self.current_mark += 1
        return self.current_mark

    def satisfy(self, c, mark):
        c.choose_method(mark)
        if not c.is_satisfied():
            if c.strength == REQUIRED:
                raise Exception("Could not satisfy a required constraint")
            return None
        c.mark_inputs(mark)
        target = c.output()
        overridden = target.determined_by
        if overridden is not None:
            overridden.mark_unsatisfied()
        target.determined_by = c
        if not self.add_propagate(c, mark):
            raise Exception("Cycle encountered")
        target.mark = mark
        return overridden

    def add(self, c):
        c.add_to_graph()
        self.incremental_add(c)

    def destroy(self, c):
        if c.is_satisfied():
            self.incremental_remove(c)
        else:
            c.remove_from_graph()

    def incremental_add(self, c):
        mark = self.new_mark()
        overridden = self.satisfy(c, mark)
        while overridden is not None:
            overridden = self.satisfy(overridden, mark)

    def incremental_remove(self, c):
        target = c.output()
        c.mark_unsatisfied()
        c.remove_from_graph()
        unsatisfied = self.remove_propagate_from(target)
        for strength in range(REQUIRED, WEAKEST):
            for u in unsatisfied:
                if u.strength == strength:
                    self.incremental_add(u)

    def extract_plan(self, constraints):
        todo = []
        for c in constraints:
            if c.is_input() and c.is_satisfied():
                todo.append(c)
        mark = self.new_mark()
        plan = []
        while len(todo) > 0:
            c = todo.pop()
            if c.output().mark != mark and c.inputs_known(mark):
                plan.append(c)
                c.output().mark = mark
                add_consumers(c.output(), todo)
        return plan

    def add_propagate(self, c, mark):
        todo = [c]
        while len(todo) > 0:
            d = todo.pop()
            if d.output().mark == mark:
                self.incremental_remove(c)
                return False
            d.recalculate()
            add_consumers(d.output(), todo)
        return True

    def remove_propagate_from(self, target):
        target.determined_by = None
        target.walk_strength = WEAKEST
        target.stay = True
        unsatisfied = []
        todo = [target]
        while len(todo) > 0:
            v = todo.pop()
            for c in v.constraints:
                if not c.is_satisfied():
                    unsatisfied.append(c)
            determining = v.determined_by
            for next in v.constraints:
                if next is not determining and next.is_satisfied():
                    next.recalculate()
                    todo.append(next.output())
        return unsatisfied


def change(planner, v, value):
    edit = UnaryConstraint(v, PREFERRED, True)
    planner.add(edit)
    plan = planner.extract_plan([edit])
    for _ in range(10):
        v.value = value
        for c in plan:
            c.execute()
    planner.destroy(edit)


def chain_test(n):
    planner = Planner()
    variables = [Variable(0) for _ in range(n + 1)]
    for i in range(n):
        planner.add(EqualityConstraint(variables[i], variables[i + 1], REQUIRED))
    first = variables[0]
    last = variables[n]
    planner.add(UnaryConstraint(last, STRONG_DEFAULT, False))
    edit = UnaryConstraint(first, PREFERRED, True)
    planner.add(edit)
    plan = planner.extract_plan([edit])
    total = 0
    for i in range(100):
        first.value = i
        for c in plan:
            c.execute()
        total += last.value
    planner.destroy(edit)
    return total


def projection_test(n):
    planner = Planner()
    scale = Variable(10)
    offset = Variable(1000)
    sources = []
    targets = []
    for i in range(n):
        source = Variable(i)
        target = Variable(i)
        sources.append(source)
        targets.append(target)
        planner.add(UnaryConstraint(source, NORMAL, False))
        planner.add(ScaleConstraint(source, scale, offset, target, REQUIRED))
    change(planner, sources[-1], 17)
    total = targets[-1].value
    change(planner, targets[-1], 1050)
    total += sources[-1].value
    change(planner, scale, 5)
    for t in targets:
        total += t.value
    change(planner, offset, 2000)
    for t in targets:
        total += t.value
    return total


seed = 73
for _ in range(12):
    seed = (seed * 3877 + 29573) % 139968
    print(chain_test(2000 + seed % 100))
    print(projection_test(2000 + seed % 100))
