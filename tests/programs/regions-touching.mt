# Intervals that touch become one; a gap of a single value keeps them apart.
traceln((1..!3) | (3..5), (1..!3) | (4..5), (Int < 3) | (Int > 3), (Int <= 3) | (Int > 3))
traceln(!(1..!3), !(!(1..!3)), (1..9) &! (3..!5), (1..9) & !(3..!5))
traceln((1..3) | (1..7), (4..6) & (5..6), (1..3) & (4..6), (1..2) | (8..9) | (4..5))
