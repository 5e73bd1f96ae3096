# memory, names
object o { match [verb, args, named] { M.call(o, verb + "x", args, named) } }
o.go()
