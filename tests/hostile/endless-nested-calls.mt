# endless
# Native functions that call native functions, without an instruction between them.
def [again, resolver] := Ref.promise()
def args := [M, "call", again, [].asMap()]
resolver.resolve(args)
M.call(M, "call", args, [].asMap())
