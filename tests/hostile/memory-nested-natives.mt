# memory
# A call of `M.call`, in one of `M.call`, and so on: deeper each time, all of them native.
def args := [1, "add", [2], [].asMap()].diverge()
var call := args.snapshot()
while (true) {
    for _ in (0..!100000) { call := [M, "call", call, [].asMap()] }
    M.call(M, "call", call, [].asMap())
}
