# Problems of patterns: those that are dropped, kept, read twice, captured, and what they say.
def show(problem):
    traceln(M.toQuote(problem))
def data := [1, "two", [3.5, 'c'], ["k" => [4]], [5].asSet(), null]
def twice(specimen):
    return escape ej { def x :Int exit ej := specimen; x } catch problem { [problem, problem, problem == problem] }
show(twice(1))
show(twice([1, [2]]))
show(twice(["long"] * 3))
def captured(specimen):
    return escape ej { def [a, b] exit ej := specimen; fn { a } } catch problem { fn { problem } }
show(captured([1, 2])())
show(captured([1, 2, 3])())
show(captured("text")())
# What can change is told at once.
def flex := [1, 2].diverge()
def told(specimen):
    return escape ej { def x :Str exit ej := specimen; x } catch problem { specimen.push(3); problem }
show(told(flex))
var prints := 0
object noisy:
    to _printOn(out):
        prints += 1
        out.print(`<noisy $prints>`)
for specimen in ([noisy, [noisy], ["k" => noisy], 1]):
    def kind := switch (specimen) { match x :Int { "int" } match [x :Str] { "strings" } match x { "other" } }
    traceln(kind, prints)
def p
def through := [1, p]
def early := escape ej { def x :Int exit ej := through; x } catch problem { problem }
bind p := "resolved"
show(early)
# A name bound by a pattern that failed.
if (data =~ [x, y]) { traceln(x, y) } else { traceln("no match") }
def both := (data =~ [first, second]) || (data =~ [head] + tail)
traceln(both)
var counted := 0
for specimen in ([1, "a", [1], [1, 2], ["a" => 1], 2.5, 'c', null, true]):
    counted += switch (specimen) {
        match x :Int { 1 }
        match s :Str { 2 }
        match [a, b] { 4 }
        match l :List { 8 }
        match m :Map { 16 }
        match d :Double { 32 }
        match ==null { 64 }
        match _ { 128 }
    }
traceln(counted)
# What no clause fits.
switch (data) { match x :Int { x } match s :Str { s } match [a, b] { a } match ==7 { 7 } match !=data { 8 } }
