# endless
def None := M.call(Any, "get", [for i in (0..!30000) Int > i + 10], [].asMap())
while (true) { def x :List[Any[None, Int]] := [1] * 4000 }
