# traces 1, exits
# Where fuel runs out does not depend on machine code: a call that spends itself stands in a loop within a loop.
def nothing := 0..!0
for _ in (0..!6):
    for _ in (0..!12):
        traceln(0)
    traceln(nothing)
