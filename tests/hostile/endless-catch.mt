# endless
while (true) { try { throw("again") } catch p { p } }
