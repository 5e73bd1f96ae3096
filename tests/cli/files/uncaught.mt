# Average of a list, which nobody tried with an empty one.
def average(numbers) {
    var sum := 0
    for number in (numbers) { sum += number }
    return sum // numbers.size()
}

def report(name, numbers) {
    traceln(`$name: ${average(numbers)}`)
}

report("some", [3, 4, 8])
report("none", [])
