# Bytes match like text, but two holes may not stand side by side.
def problem(thunk) { return escape ej { thunk(ej) } catch p { p } }
def sep := b`--`
traceln(problem(fn ej { def b`@a$sep@c` exit ej := b`left--right--more`; [a, c] }))
traceln(problem(fn ej { def b`key:@v` exit ej := b`kay:value`; v }))
traceln(problem(fn ej { def b`@a;` exit ej := b`x;y`; a }), problem(fn ej { def b`@a;` exit ej := b`xy`; a }))
traceln(problem(fn ej { def b`@a@b` exit ej := b`xy`; [a, b] }), problem(fn ej { def b`abc` exit ej := b`abcd`; 1 }))
def text := "text"
traceln(b`[$text$sep]`, try { b`${5}` } catch _ { "no bytes" })
