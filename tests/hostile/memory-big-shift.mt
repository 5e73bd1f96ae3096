# memory
traceln((1 << (10 ** 12)).bitLength())
