# Dijkstra's shortest paths on a random graph, with a binary heap of pairs made of two flexible lists.
var seed := 71
def random(limit) {
    seed := (seed * 3877 + 29573) % 139968
    return seed % limit
}
def makeHeap() {
    def keys := [].diverge()
    def values := [].diverge()
    return object heap {
        to size() { return keys.size() }
        to push(key, value) {
            keys.push(key)
            values.push(value)
            var i := keys.size() - 1
            while (i > 0) {
                def parent := (i - 1) // 2
                if (keys[parent] <= key) { break }
                keys[i] := keys[parent]
                values[i] := values[parent]
                i := parent
            }
            keys[i] := key
            values[i] := value
        }
        to pop() {
            def result := [keys[0], values[0]]
            def key := keys.pop()
            def value := values.pop()
            def n := keys.size()
            if (n > 0) {
                var i := 0
                var child := 1
                while (child < n) {
                    if (child + 1 < n && keys[child + 1] < keys[child]) { child += 1 }
                    if (key <= keys[child]) { break }
                    keys[i] := keys[child]
                    values[i] := values[child]
                    i := child
                    child := 2 * i + 1
                }
                keys[i] := key
                values[i] := value
            }
            return result
        }
    }
}
def FAR := 1000000000
def makeGraph(n, degree) { return [for _ in (0..!n) [for _ in (0..!degree) [random(n), random(100) + 1]]] }
def shortest(graph, start) {
    def distance := ([FAR] * graph.size()).diverge()
    def heap := makeHeap()
    distance[start] := 0
    heap.push(0, start)
    while (heap.size() > 0) {
        def [d, v] := heap.pop()
        if (d == distance[v]) {
            for [next, weight] in (graph[v]) {
                def e := d + weight
                if (e < distance[next]) {
                    distance[next] := e
                    heap.push(e, next)
                }
            }
        }
    }
    var sum := 0
    for d in (distance) { if (d < FAR) { sum += d } }
    return sum
}
def graph := makeGraph(4000, 6)
for k in (0..!90) { traceln(shortest(graph, k * 40)) }
