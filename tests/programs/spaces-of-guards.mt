# A space has a name of its own, translations, and hands what it does not know to its guard.
def Age :DeepFrozen := _makeOrderedSpace(Int, "Age")
traceln(Age, Age >= 18, Age.makeEmptyRegion(), Age + 3, (Age + 3) - 5, (Age + 3)(4))
traceln(Age == _makeOrderedSpace(Int, "Age"), Age == Int, _makeOrderedSpace(Int, "Int") == Int)
traceln(_makeOrderedSpace.spaceOfValue('c'), _makeOrderedSpace.spaceOfGuard(Age) == Age)
traceln(Age.supersetOf(Int), Age._uncall() == [_makeOrderedSpace, "run", [Int, "Age"], [].asMap()])
