# Elements without an order have none in lists either, and the machine says so.
traceln([1.0] < [2.0])
traceln([NaN] < [1.0])
