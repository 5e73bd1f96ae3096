# Sudoku: constraint propagation and search, with ejectors for contradictions and for the first solution.
#
# A cell is a number from 0 to 80. A board maps each cell to the set of the digits it may still be, and is never
# changed in place: every step of the search has a map of its own, so going back costs nothing.

def SIZE := 9
def cells := (0..!SIZE * SIZE)
def Digit := (1..SIZE)
def digits := [for d in (Digit) d].asSet()

# ----- The geometry of the board -----

def rowOf(cell :Int) :Int { return cell // SIZE }
def columnOf(cell :Int) :Int { return cell % SIZE }
def boxOf(cell :Int) :Int { return (rowOf(cell) // 3) * 3 + columnOf(cell) // 3 }

# Each row, column and box as a list of cells.
def units := {
    def found := [].diverge()
    for place in ([rowOf, columnOf, boxOf]) {
        for i in (0..!SIZE) { found.push([for cell in (cells) ? (place(cell) == i) cell]) }
    }
    found.snapshot()
}

# The cells that share a unit with a cell, and the units that a cell is in.
def unitsOf := [for cell in (cells) [for unit in (units) ? (unit.contains(cell)) unit]]
def peersOf := [for cell in (cells) {
    var peers := [].asSet()
    for unit in (unitsOf[cell]) { peers |= unit.asSet() }
    peers.without(cell).asList()
}]

# ----- Propagation -----

# A solver's working board. Whatever leaves a cell without a digit, or a unit without a place for one, is a
# contradiction and leaves through the ejector.
def makeBoard(initial :Map, contradiction) {
    def options := initial.diverge()
    return object board {
        to options(cell :Int) { return options[cell] }
        to snapshot() { return options.snapshot() }

        # The cell is this digit: no other digit is left for it.
        to assign(cell :Int, digit :Digit) {
            for other in (options[cell]) {
                if (other != digit) { board.eliminate(cell, other) }
            }
        }

        # The cell is not this digit, with all that follows from it.
        to eliminate(cell :Int, digit :Digit) {
            if (!options[cell].contains(digit)) { return }
            def left := options[cell].without(digit)
            options[cell] := left
            if (left.isEmpty()) { contradiction(`cell $cell has no digit left`) }
            # A cell with one digit left takes it from its peers.
            if (left.size() == 1) {
                def [last] := left.asList()
                for peer in (peersOf[cell]) { board.eliminate(peer, last) }
            }
            # A digit with one place left in a unit goes there.
            for unit in (unitsOf[cell]) {
                def places := [for c in (unit) ? (options[c].contains(digit)) c]
                switch (places) {
                    match [] { contradiction(`no place for $digit`) }
                    match [place] { if (options[place].size() > 1) { board.assign(place, digit) } }
                    match _ { null }
                }
            }
        }
    }
}

# ----- Search -----

# Calls `found` with every solution below a board. The cell with the fewest digits is tried first.
def search(options :Map, found, count) {
    def undecided := [for cell => set in (options) ? (set.size() > 1) [set.size(), cell]].sort()
    if (undecided.isEmpty()) {
        found(options)
        return
    }
    def [[_, cell]] + _ := undecided
    for digit in (options[cell]) {
        escape contradiction {
            def board := makeBoard(options, contradiction)
            count()
            board.assign(cell, digit)
            search(board.snapshot(), found, count)
        }
    }
}

# ----- Reading and showing -----

# The board of a puzzle in 81 characters, `.` for an open cell; or out through `impossible`.
def parse(puzzle :Str ? (puzzle.size() == SIZE * SIZE), impossible) :Map {
    def board := makeBoard([for cell in (cells) cell => digits], impossible)
    for cell => c in (puzzle) {
        if (c != '.') { board.assign(cell, c.asInteger() - '0'.asInteger()) }
    }
    return board.snapshot()
}

def show(options :Map) :List[Str] {
    def text(cell) {
        return switch (options[cell].asList()) {
            match [digit] { M.toString(digit) }
            match _ { "." }
        }
    }
    def line(row) {
        def part(third) { return " ".join([for k in (0..!3) text(row * SIZE + third * 3 + k)]) }
        return " | ".join([part(0), part(1), part(2)])
    }
    def rule := "------+-------+------"
    return [for i in (0..!11) if (i % 4 == 3) { rule } else { line(i - i // 4) }]
}

def known(options :Map) :Int {
    var n := 0
    for set in (options) { if (set.size() == 1) { n += 1 } }
    return n
}

# A report on one puzzle: what propagation alone finds, the first solution, how many there are (up to `limit`).
def report(name :Str, puzzle :Str, limit :Int) {
    escape impossible {
        def start := parse(puzzle, impossible)
        traceln(`$name: propagation finds ${known(start)} cells of ${SIZE * SIZE}`)
        var guesses := 0
        var solutions := []
        escape enough {
            search(start, fn solution {
                solutions with= (solution)
                if (solutions.size() >= limit) { enough() }
            }, fn { guesses += 1 })
        }
        traceln(`$name: ${solutions.size()} solutions, $guesses guesses`)
        if (solutions =~ [first] + _) { for row in (show(first)) { traceln(row) } }
    } catch why {
        traceln(`$name: impossible, $why`)
    }
}

report("easy", "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79", 2)
report("hard", "4.....8.5.3..........7......2.....6.....8.4......1.......6.3.7.5..2.....1.4......", 2)
report("open", "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28...................", 3)
report("wrong", "55..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79", 2)
