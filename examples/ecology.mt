# A simulation of fish and sharks on a sea that is a torus (Dewdney's Wa-Tor).
#
# Fish swim, and spawn when they are old enough. Sharks hunt fish, spawn too, and starve. Everything random comes from
# one generator that is handed to whoever may use it, so the same seed gives the same history.

# A source of numbers below a limit. Handing out the object is handing out the right to be random.
def makeRandom(var seed :Int) {
    return def random(limit :(Int > 0)) :Int {
        seed := (seed * 3877 + 29573) % 139968
        return seed * limit // 139968
    }
}

# ----- Creatures -----

# What fish and sharks share: an age, and young when the time has come. `spawn` makes one of the same kind.
def makeCreature(spawnAge :Int, spawn) {
    var age := 0
    return object creature {
        to grow() { age += 1 }
        # A young one to leave behind, or null.
        to breed() {
            if (age < spawnAge) { return null }
            age := 0
            return spawn()
        }
    }
}

def makeFish() {
    return object fish extends makeCreature(3, makeFish) {
        to symbol() { return "." }
        to isFood() { return true }
        to isAlive() { return true }
        # Where to, given the empty and the edible places around.
        to choose(empty :List, _, random) { return if (empty == []) { null } else { empty[random(empty.size())] } }
        to eat(_) { return null }
    }
}

def makeShark() {
    var energy := 5
    return object shark extends makeCreature(14, makeShark) {
        to symbol() { return "#" }
        to isFood() { return false }
        to isAlive() { return energy > 0 }
        to choose(empty :List, edible :List, random) {
            energy -= 1
            def places := if (edible == []) { empty } else { edible }
            return if (places == []) { null } else { places[random(places.size())] }
        }
        to eat(meal) { if (meal != null) { energy := 5 } }
    }
}

# ----- The sea -----

# A grid whose edges meet. A place is an Int; what is there is a creature or null.
def makeSea(width :Int, height :Int, random) {
    def size := width * height
    def places := ([null] * size).diverge()
    def neighbours := [for place in (0..!size) {
        def [x, y] := [place % width, place // width]
        [for [dx, dy] in ([[0, -1], [1, 0], [0, 1], [-1, 0]]) (x + dx) % width + (y + dy) % height * width]
    }]
    # Places in a new order (Fisher and Yates), so that none is always the first to move.
    def shuffled() {
        def order := [for place in (0..!size) place].diverge()
        for left in (1..!size) {
            def [i, j] := [size - left, random(size - left + 1)]
            def t := order[i]
            order[i] := order[j]
            order[j] := t
        }
        return order.snapshot()
    }
    return object sea {
        to settle(count :Int, make) {
            var left := count
            while (left > 0) {
                def place := random(size)
                if (places[place] == null) {
                    places[place] := make()
                    left -= 1
                }
            }
        }
        # One step: everything that lives moves once.
        to step() {
            def moved := [].asSet().diverge()
            for place in (shuffled()) {
                def creature := places[place]
                if (creature == null || moved.contains(creature)) { continue }
                moved.include(creature)
                creature.grow()
                def around := neighbours[place]
                def empty := [for n in (around) ? (places[n] == null) n]
                def edible := [for n in (around) ? (places[n] != null && places[n].isFood()) n]
                def target := creature.choose(empty, edible, random)
                if (!creature.isAlive()) {
                    places[place] := null
                } else if (target != null) {
                    creature.eat(places[target])
                    places[target] := creature
                    def young := creature.breed()
                    places[place] := young
                    if (young != null) { moved.include(young) }
                }
            }
        }
        to count() {
            def counts := ["fish" => 0, "sharks" => 0].diverge()
            for c in (places) { if (c != null) { counts[if (c.isFood()) { "fish" } else { "sharks" }] += 1 } }
            return counts.snapshot()
        }
        to rows() {
            def symbol(place) { return if (places[place] == null) { " " } else { places[place].symbol() } }
            return [for y in (0..!height) "".join([for x in (0..!width) symbol(y * width + x)])]
        }
    }
}

# ----- At work -----

def sea := makeSea(60, 24, makeRandom(2026))
sea.settle(360, makeFish)
sea.settle(57, makeShark)

# A bar for each count, with its first letter, on one line.
def chart(counts) { return [for name => n in (counts) name.slice(0, 1) * (n // 30)] }

for row in (sea.rows()) { traceln(row) }
var history := []
for day in (0..120) {
    def counts := sea.count()
    history with= (counts["fish"])
    if (day % 6 == 0) { traceln([day, counts, chart(counts)]) }
    sea.step()
}
for row in (sea.rows()) { traceln(row) }
def [least] + sorted := history.sort()
traceln(["least fish" => least, "most fish" => sorted.last()])
