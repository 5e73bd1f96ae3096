# What the ejector gets when a guard refuses.
def problem(guard, x) { return escape ej { guard.coerce(x, ej); "admitted" } catch p { p } }
traceln(problem(Int, "x"), problem(List, 5), problem(Map, [1]), problem(Set, [1]))
traceln(problem(List[Int], 5), problem(List[Int], [1, 'c']), problem(Map[Int, Str], [1 => 2]))
traceln(problem(Pair, [1]), problem(Pair[Int, Int], [1, 2, 3]), problem(Tuple[Int], [1, 2]), problem(Tuple, 1))
traceln(problem(NullOk, 1), problem(NullOk[Str], 1), problem(Empty, [1]), problem(Empty, 5))
traceln(problem(Any[Int, Str], 'c'), problem(Same[5], 6), problem(FinalSlot[Int], 5))
traceln(problem(Selfless, [].diverge()), problem(Transparent, 5), problem(DeepFrozen, [1, [].diverge()]))
