# A small Lisp in Monte: reader, printer, evaluator with closures, and first-class escapes.
#
# Data: an Int, a Bool, a symbol (a Str), a list (a List), a procedure (anything that answers `run` with one list of
# arguments). Whatever goes wrong leaves through the ejector that every stage is given, so one `escape` around a
# program catches all of its faults, and nothing else.

# ----- Reader -----

# The tokens of a text: parentheses, quotes, and runs of other characters. A `;` starts a comment.
def tokenize(text :Str) :List[Str] {
    def tokens := [].diverge()
    for line in (text.split("\n")) {
        var word := ""
        def flush() {
            if (word != "") { tokens.push(word) }
            word := ""
        }
        for c in (line) {
            if (c == ';') { break }
            if ("()'".contains(c)) {
                flush()
                tokens.push(c.asString())
            } else if (c == ' ') {
                flush()
            } else {
                word += c
            }
        }
        flush()
    }
    return tokens.snapshot()
}

# A token that is no parenthesis: a number, a truth value or a symbol.
def readAtom(token :Str) {
    return switch (token) {
        match =="#t" { true }
        match =="#f" { false }
        match _ { escape notInt { _makeInt(token, notInt) } catch _ { token } }
    }
}

# All expressions of a text.
def read(text :Str, fail) :List {
    def tokens := tokenize(text)
    var at := 0
    def next() {
        if (at >= tokens.size()) { fail("unexpected end of program") }
        at += 1
        return tokens[at - 1]
    }
    def expression() {
        return switch (next()) {
            match =="(" {
                var items := []
                while (at < tokens.size() && tokens[at] != ")") { items with= (expression()) }
                next()
                items
            }
            match ==")" { fail("unexpected )") }
            match =="'" { ["quote", expression()] }
            match token { readAtom(token) }
        }
    }
    var program := []
    while (at < tokens.size()) { program with= (expression()) }
    return program
}

# ----- Printer -----

def show(value) :Str {
    return switch (value) {
        match ==true { "#t" }
        match ==false { "#f" }
        match n :Int { M.toString(n) }
        match symbol :Str { symbol }
        match items :List { "(" + " ".join([for item in (items) show(item)]) + ")" }
        match procedure { M.toString(procedure) }
    }
}

# ----- Environments -----

# A frame of variables inside another frame (null around the outermost one).
def makeFrame(variables :Map, outer) {
    def values := variables.diverge()
    return object frame {
        to define(name :Str, value) { values[name] := value }
        to get(name :Str, fail) {
            return values.fetch(name, fn {
                if (outer == null) { fail(`unbound variable: $name`) } else { outer.get(name, fail) }
            })
        }
        to put(name :Str, value, fail) {
            if (values.contains(name)) {
                values[name] := value
            } else if (outer == null) {
                fail(`unbound variable: $name`)
            } else {
                outer.put(name, value, fail)
            }
        }
    }
}

# ----- Evaluator -----

# A procedure that prints as what it is. The body is a function of a list of arguments.
def makeProcedure(name :Str, body) {
    return object procedure {
        to run(arguments :List) { return body(arguments) }
        to _printOn(out) { out.print(`#<procedure $name>`) }
    }
}

def makeEvaluator(fail) {
    def evaluate
    # The value of the last of several expressions.
    def sequence(body, env) {
        var last := false
        for x in (body) { last := evaluate(x, env) }
        return last
    }
    def isTrue(value) { return value != false }
    def closure(name, parameters, body, env) {
        return makeProcedure(name, fn arguments {
            if (arguments.size() != parameters.size()) {
                fail(`$name wants ${parameters.size()} arguments, not ${arguments.size()}`)
            }
            sequence(body, makeFrame([for i => p in (parameters) p => arguments[i]], env))
        })
    }
    def apply(procedure, arguments) {
        # Numbers, truth values and lists are no procedures. Everything else in this Lisp is.
        if (procedure =~ datum :Any[Int, Bool, Str, List]) { fail(`not a procedure: ${show(datum)}`) }
        return procedure(arguments)
    }
    bind evaluate(x, env) {
        return switch (x) {
            match symbol :Str { env.get(symbol, fail) }
            match [=="quote", datum] { datum }
            match [=="if", test, yes, no] { evaluate(if (isTrue(evaluate(test, env))) { yes } else { no }, env) }
            match [=="define", [name :Str] + parameters] + body {
                env.define(name, closure(name, parameters, body, env))
                name
            }
            match [=="define", name :Str, value] {
                env.define(name, evaluate(value, env))
                name
            }
            match [=="set!", name :Str, value] {
                env.put(name, evaluate(value, env), fail)
                name
            }
            match [=="lambda", parameters] + body { closure("lambda", parameters, body, env) }
            match [=="let", bindings] + body {
                sequence(body, makeFrame([for [name, value] in (bindings) name => evaluate(value, env)], env))
            }
            match [=="begin"] + body { sequence(body, env) }
            match [=="cond"] + clauses {
                escape chosen {
                    for [test] + body in (clauses) {
                        if (test == "else" || isTrue(evaluate(test, env))) { chosen(sequence(body, env)) }
                    }
                    false
                }
            }
            # An escape procedure of Lisp is an ejector of Monte: it may be called once, while the call lasts.
            match [=="call/ec", receiver] {
                escape out {
                    apply(evaluate(receiver, env), [makeProcedure("escape", fn [value] { out(value) })])
                }
            }
            match [operator] + operands {
                def procedure := evaluate(operator, env)
                apply(procedure, [for operand in (operands) evaluate(operand, env)])
            }
            match [] { fail("empty combination") }
            match datum { datum }
        }
    }
    return evaluate
}

# ----- Built-in procedures -----

def makeGlobals(fail) {
    def numbers(name, arguments) {
        for a in (arguments) { if (a !~ _ :Int) { fail(`$name: not a number: ${show(a)}`) } }
        return arguments
    }
    var globals := [].asMap()
    def builtin(name, f) { globals with= (name, makeProcedure(name, f)) }
    def fold(name, f) {
        builtin(name, fn arguments {
            def [first] + rest := numbers(name, arguments)
            var result := first
            for n in (rest) { result := f(result, n) }
            result
        })
    }
    fold("+", fn a, b { a + b })
    fold("-", fn a, b { a - b })
    fold("*", fn a, b { a * b })
    fold("quotient", fn a, b { if (b == 0) { fail("division by zero") } else { a // b } })
    fold("modulo", fn a, b { if (b == 0) { fail("division by zero") } else { a % b } })
    builtin("<", fn arguments { def [a, b] := numbers("<", arguments); a < b })
    builtin("=", fn [a, b] { a == b })
    builtin("not", fn [a] { a == false })
    builtin("list", fn items { items })
    builtin("cons", fn [head, tail :List] { [head] + tail })
    builtin("car", fn [list] { if (list =~ [head] + _) { head } else { fail("car of nothing") } })
    builtin("cdr", fn [list] { if (list =~ [_] + tail) { tail } else { fail("cdr of nothing") } })
    builtin("null?", fn [list] { list == [] })
    builtin("append", fn [a, b] { a + b })
    return makeFrame(globals, null)
}

# ----- Programs -----

def library := `
(define (map f xs) (if (null? xs) '() (cons (f (car xs)) (map f (cdr xs)))))
(define (filter p xs)
  (cond ((null? xs) '())
        ((p (car xs)) (cons (car xs) (filter p (cdr xs))))
        (else (filter p (cdr xs)))))
(define (fold f acc xs) (if (null? xs) acc (fold f (f acc (car xs)) (cdr xs))))
(define (range a b) (if (< a b) (cons a (range (+ a 1) b)) '()))
`

# The shown value of the last expression, or the reason why there is none.
def run(source :Str) :Str {
    return escape fail {
        def evaluate := makeEvaluator(fail)
        def globals := makeGlobals(fail)
        var last := false
        for x in (read(library + source, fail)) { last := evaluate(x, globals) }
        show(last)
    } catch why {
        `error: $why`
    }
}

for source in ([
    "(+ 1 2 (* 3 4))",
    "(define (fact n) (if (< n 2) 1 (* n (fact (- n 1))))) (fact 25)",
    "(map (lambda (x) (* x x)) (range 0 10))",
    "(filter (lambda (x) (= (modulo x 3) 0)) (range 0 20))",
    "(fold + 0 (range 0 101))",
    "'(a (b c) 1 #t ())",
    "(let ((x 2) (y 3)) (let ((x 7)) (list x y)))",
    "(define (counter) (let ((n 0)) (lambda () (begin (set! n (+ n 1)) n)))) (define c (counter)) (c) (c) (list (c) ((counter)))",
    "(define (find p xs) (call/ec (lambda (return) (begin (map (lambda (x) (if (p x) (return x) x)) xs) #f)))) (list (find (lambda (x) (< 5 x)) '(1 4 9 16)) (find not '(1 2)))",
    "(((lambda (f) (lambda (n) (f f n))) (lambda (self n) (if (= n 0) 'done (self self (- n 1))))) 2000) ; no define needed",
    "(define (safe? q d qs) (cond ((null? qs) #t) ((= q (car qs)) #f) ((= q (+ (car qs) d)) #f) ((= q (- (car qs) d)) #f) (else (safe? q (+ d 1) (cdr qs)))))
     (define (queens n k placed)
       (if (= k 0) 1 (fold + 0 (map (lambda (q) (if (safe? q 1 placed) (queens n (- k 1) (cons q placed)) 0)) (range 0 n)))))
     (map (lambda (n) (queens n n '())) (range 1 7))",
    "(list car (lambda (x) x) fold)",
    "(car '())",
    "(+ 1 'two)",
    "(1 2 3)",
    "(fact 3)",
    "(define (two a b) a) (two 1)",
    "(quotient 7 0)",
    "(list 1 2",
    ")",
]) {
    traceln(run(source))
}
