# memory
traceln((3 ** (10 ** 10)).bitLength())
