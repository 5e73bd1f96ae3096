# Values whose maker proves how they are portrayed compare by what they were made of.
def [makerAuditor :DeepFrozen, &&valueAuditor, &&serializer] := Transparent.makeAuditorKit()
def makePoint(x, y, => label) as DeepFrozen implements makerAuditor {
    return object point implements Selfless, valueAuditor {
        to _uncall() { return serializer(makePoint, [x, y], ["label" => label]) }
        to x() { return x }
    }
}
def p := makePoint(1, 2, "label" => "a")
traceln(p == makePoint(1, 2, "label" => "a"), p == makePoint(1, 2, "label" => "b"), p.x())
traceln([p => "found"][makePoint(1, 2, "label" => "a")], p =~ _ :Transparent, p =~ _ :DeepFrozen)
traceln(makePoint([].diverge(), 0, "label" => "") =~ _ :DeepFrozen)

# A value that holds more than its arguments is not taken for transparent.
def [ma :DeepFrozen, &&va, &&ser] := Transparent.makeAuditorKit()
def makeSecret(x) as DeepFrozen implements ma {
    def hidden := [x].diverge()
    return object secret implements Selfless, va {
        to _uncall() { return ser(makeSecret, [x]) }
        to hidden() { return hidden }
    }
}
traceln(makeSecret(1) =~ _ :Transparent, makeSecret(1) =~ _ :DeepFrozen)

# A kit serves one maker.
traceln(try {
    def another(x) as DeepFrozen implements ma {
        return object v implements Selfless, va { to _uncall() { return ser(another, [x]) } }
    }
    another(1)
} catch _ { "refused" })
