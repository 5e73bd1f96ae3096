x := := 3
3 := 4
f() := 2
undefd
