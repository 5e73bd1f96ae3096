# A machine with eight instructions run by a loop that looks at one instruction after another (a tape of cells).
def source := "++++++++++[>++++++++++[>++++++++++[>++++++++++[>++++<-]<-]<-]<-]>>>>." +
">>++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++."
def compile(text) {
    def code := [].diverge()
    def targets := [].diverge()
    def open := [].diverge()
    for c in (text) {
        if ("+-<>.[]".contains(c)) {
            if (c == '[') { open.push(code.size()) }
            if (c == ']') {
                def start := open.pop()
                targets[start] := code.size()
                code.push(c)
                targets.push(start)
            } else {
                code.push(c)
                targets.push(0)
            }
        }
    }
    return [code.snapshot(), targets.snapshot()]
}
def run(code, targets) {
    def tape := ([0] * 100).diverge()
    var at := 0
    var pc := 0
    var check := 0
    var count := 0
    def n := code.size()
    while (pc < n) {
        def c := code[pc]
        if (c == '+') {
            tape[at] := (tape[at] + 1) % 65536
        } else if (c == '-') {
            tape[at] := (tape[at] - 1) % 65536
        } else if (c == '>') {
            at += 1
        } else if (c == '<') {
            at -= 1
        } else if (c == '[') {
            if (tape[at] == 0) { pc := targets[pc] }
        } else if (c == ']') {
            if (tape[at] != 0) { pc := targets[pc] }
        } else {
            check := (check * 257 + tape[at]) % 1000003
        }
        pc += 1
        count += 1
    }
    return [check, count]
}
def [code, targets] := compile(source)
for _ in (0..!70) {
    def [check, count] := run(code, targets)
    traceln(check)
    traceln(count)
}
