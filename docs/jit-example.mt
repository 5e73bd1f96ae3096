def square(x):
    return x * x

def norm(vector):
    var sum := 0.0
    for x in (vector):
        sum += square(x)
    return sum.squareRoot()

traceln(norm([0.5, 1.5, 2.5] * 400))
