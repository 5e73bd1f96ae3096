# Ten lines of Monte: a guard on a parameter, hidden state, an object, a template, a loop.
def makeGreeter(greeting :Str) {
    var guests := 0
    return object greeter {
        to greet(name :Str) { guests += 1; return `$greeting, $name! You are guest number $guests.` }
        to _printOn(out) { out.print(`<greeter of $guests>`) }
    }
}
def greeter := makeGreeter("Hello")
for name in (["world", "Monte"]) { traceln(greeter.greet(name), greeter) }
