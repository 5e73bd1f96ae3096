# The Mandelbrot set on a grid: floating-point loops without any storage.
def mandelbrot(size, limit) {
    var inside := 0
    var total := 0
    var py := 0
    while (py < size) {
        def ci := (2.0 * py) / size - 1.0
        var px := 0
        while (px < size) {
            def cr := (2.0 * px) / size - 1.5
            var zr := 0.0
            var zi := 0.0
            var i := 0
            while (i < limit && zr * zr + zi * zi <= 4.0) {
                def t := zr * zr - zi * zi + cr
                zi := 2.0 * zr * zi + ci
                zr := t
                i += 1
            }
            total += i
            if (i == limit) { inside += 1 }
            px += 1
        }
        py += 1
    }
    return [inside, total]
}
var seed := 13
seed := (seed * 3877 + 29573) % 139968
def [inside, total] := mandelbrot(320 + (seed % 10), 100)
traceln(inside)
traceln(total)
