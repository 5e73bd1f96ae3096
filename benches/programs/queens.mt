# All placements of n queens, by backtracking over three flexible lists of flags.
def queens(n) {
    def columns := ([false] * n).diverge()
    def up := ([false] * (2 * n)).diverge()
    def down := ([false] * (2 * n)).diverge()
    var found := 0
    def place(row) {
        if (row == n) {
            found += 1
            return
        }
        for c in (0..!n) {
            if (!columns[c] && !up[row + c] && !down[row - c + n]) {
                columns[c] := true
                up[row + c] := true
                down[row - c + n] := true
                place(row + 1)
                columns[c] := false
                up[row + c] := false
                down[row - c + n] := false
            }
        }
    }
    place(0)
    return found
}
var seed := 23
for _ in (0..!30) {
    seed := (seed * 3877 + 29573) % 139968
    traceln(queens(10 - (seed % 2)))
}
