# A number to the power of 0 is 1, which is 0 modulo 1, whatever the way it is computed.
def [base, none, one] := [3, 0, 1]
traceln(base.modPow(none, one), base ** none % one, (base ** none) % one)
traceln(0.modPow(0, 1), 3.modPow(0, -1), 3.modPow(0, 2), 3.modPow(0, -5), (2 ** 70).modPow(0, 1), (2 ** 70).modPow(0, 7))
traceln(3.modPow(1, 1), 3.modPow(2, -1))
