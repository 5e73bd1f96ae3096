# memory
traceln([for i in (0..!(10 ** 12)) i * i].size())
