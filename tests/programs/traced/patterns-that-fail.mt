# traces 1
# Patterns that do not fit go on within the trace: lists, lengths, sameness, kinds, and what tells why.
def shapes := [["num", 1], ["var"], ["add", 2, 3], "text", 7, null, 2.5, 'c', ["num"], [], ["neg", -4]]
def tell(e) {
    return switch (e) {
        match [=="num", n] { n }
        match [=="var"] { 10 }
        match [=="add", a, b] { a + b }
        match s :Str { s.size() }
        match n :Int { n * 2 }
        match ==null { 0 }
        match _ :Double { 3 }
        match _ { -1 }
    }
}
var total := 0
for i in (0..!4400) {
    total := (total * 3 + tell(shapes[i % shapes.size()])) % 1000003
}
traceln(total)
var refused := 0
var told := ""
for i in (0..!900) {
    def e := shapes[i % 3]
    try {
        switch (e) {
            match [=="var"] { null }
            match [x, =="num"] { x }
        }
    } catch _ {
        refused += 1
    }
}
traceln(refused)
def first(list) {
    escape ej { 
        def [x] exit ej := list
        return x
    } catch problem {
        told := problem
        return 0
    }
}
var sum := 0
for i in (0..!3000) { sum += first(if (i % 3 == 0) { [i, i] } else { [i] }) }
traceln(sum)
traceln(told)
