source = ("++++++++++[>++++++++++[>++++++++++[>++++++++++[>++++<-]<-]<-]<-]>>>>."
          ">>++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.>++.")


def compile_(text):
    code = []
    targets = []
    open_ = []
    for c in text:
        if c in "+-<>.[]":
            if c == "[":
                open_.append(len(code))
            if c == "]":
                start = open_.pop()
                targets[start] = len(code)
                code.append(c)
                targets.append(start)
            else:
                code.append(c)
                targets.append(0)
    return code, targets


def run(code, targets):
    tape = [0] * 100
    at = 0
    pc = 0
    check = 0
    count = 0
    n = len(code)
    while pc < n:
        c = code[pc]
        if c == "+":
            tape[at] = (tape[at] + 1) % 65536
        elif c == "-":
            tape[at] = (tape[at] - 1) % 65536
        elif c == ">":
            at += 1
        elif c == "<":
            at -= 1
        elif c == "[":
            if tape[at] == 0:
                pc = targets[pc]
        elif c == "]":
            if tape[at] != 0:
                pc = targets[pc]
        else:
            check = (check * 257 + tape[at]) % 1000003
        pc += 1
        count += 1
    return check, count


code, targets = compile_(source)
for _ in range(70):
    check, count = run(code, targets)
    print(check)
    print(count)
