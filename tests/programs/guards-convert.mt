# Guards of collections keep what the guards of their parts answer.
object twice { to coerce(n, ej) { return Int.coerce(n, ej) * 2 } }
traceln(List[twice].coerce([1, 2], null), Set[twice].coerce([1, 2].asSet(), null))
traceln(Map[Str, twice].coerce(["a" => 4], null), Pair[twice, Any].coerce([1, 'x'], null))
traceln(Tuple[twice, twice, Int].coerce([1, 2, 3], null), NullOk[twice].coerce(4, null))
traceln(Any[Str, twice].coerce(5, null), List[List[twice]].coerce([[1], []], null))
def xs := [1, 2, 3]
traceln(List[Int].coerce(xs, null) == xs, Set[Int].coerce([1, 2, 1], null))
