# A parametric guard can be taken apart by the bare one, and equal ones are the same.
traceln(List.extractGuard(List[Int], null), Set.extractGuard(Set, null), NullOk.extractGuard(NullOk[Str], null))
traceln(Map.extractGuards(Map[Int, Str], null), Pair.extractGuards(Pair, null), Tuple.extractGuards(Tuple[Int], null))
traceln(Any.extractGuards(Any[Int, Void], null), Same.extractValue(Same["x"], null), Vow.extractGuard(Vow[Int], null))
traceln(FinalSlot.extractGuard(FinalSlot[Int], null), VarSlot.extractGuard(VarSlot[Int], null))
traceln(escape ej { List.extractGuard(Set[Int], ej) } catch p { p }, escape ej { Same.extractValue(Int, ej) } catch p { p })
traceln(List[Int] == List[Int], List[Int] == Set[Int], Map[Int, Str] == Map[Int, Str], [List[Int] => "found"][List[Int]])
object impostor { to getGuard() { return Int } }
traceln(escape ej { List.extractGuard(impostor, ej) } catch p { p })
