# The spectral norm of an infinite matrix, cut off at n: doubles, lists and small functions.
def a(i, j) { return 1.0 / (((i + j) * (i + j + 1)) // 2 + i + 1) }
def multiplyAv(n, v) {
    def out := [].diverge()
    for i in (0..!n) {
        var sum := 0.0
        for j in (0..!n) { sum += a(i, j) * v[j] }
        out.push(sum)
    }
    return out
}
def multiplyAtv(n, v) {
    def out := [].diverge()
    for i in (0..!n) {
        var sum := 0.0
        for j in (0..!n) { sum += a(j, i) * v[j] }
        out.push(sum)
    }
    return out
}
def spectralNorm(n) {
    var u := [1.0] * n
    var v := u
    for _ in (0..!6) {
        v := multiplyAtv(n, multiplyAv(n, u))
        u := multiplyAtv(n, multiplyAv(n, v))
    }
    var vBv := 0.0
    var vv := 0.0
    for i in (0..!n) {
        vBv += u[i] * v[i]
        vv += v[i] * v[i]
    }
    return (vBv / vv).squareRoot()
}
var seed := 9
seed := (seed * 3877 + 29573) % 139968
traceln((spectralNorm(360 + (seed % 20)) * 1.0e9).floor())
