# Merge sort and quicksort written in the language, over flexible lists of integers.
var seed := 59
def random(limit) {
    seed := (seed * 3877 + 29573) % 139968
    return seed % limit
}
def mergeSort(list) {
    def n := list.size()
    var from := list.diverge()
    var to_ := list.diverge()
    var width := 1
    while (width < n) {
        var left := 0
        while (left < n) {
            def middle := (left + width).min(n)
            def right := (left + 2 * width).min(n)
            var i := left
            var j := middle
            var k := left
            while (k < right) {
                if (i < middle && (j >= right || from[i] <= from[j])) {
                    to_[k] := from[i]
                    i += 1
                } else {
                    to_[k] := from[j]
                    j += 1
                }
                k += 1
            }
            left += 2 * width
        }
        def t := from
        from := to_
        to_ := t
        width *= 2
    }
    return from
}
def quickSort(a, low, high) {
    if (low >= high) { return }
    def pivot := a[(low + high) // 2]
    var i := low
    var j := high
    while (i <= j) {
        while (a[i] < pivot) { i += 1 }
        while (a[j] > pivot) { j -= 1 }
        if (i <= j) {
            def t := a[i]
            a[i] := a[j]
            a[j] := t
            i += 1
            j -= 1
        }
    }
    quickSort(a, low, j)
    quickSort(a, i, high)
}
def checksum(list) {
    var sum := 0
    for i => x in (list) { sum := (sum + (i + 1) * x) % 1000003 }
    return sum
}
for _ in (0..!5) {
    def data := [for _ in (0..!30000) random(100000)]
    def merged := mergeSort(data)
    def quick := data.diverge()
    quickSort(quick, 0, quick.size() - 1)
    traceln(checksum(merged))
    traceln(checksum(quick))
}
