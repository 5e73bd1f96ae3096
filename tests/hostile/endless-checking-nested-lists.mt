# endless
def rows := [[1] * 4096] * 4096
def x :List[List[List[Int]]] := [rows] * 4096
