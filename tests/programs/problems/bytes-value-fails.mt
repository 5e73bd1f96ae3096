# A value in a bytes literal is text or bytes; the problem tells why it is neither.
traceln(b`x${"y"}${b`z`}`)
traceln(b`x${5}`)
