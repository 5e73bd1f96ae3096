# Sorting: a stable bottom-up merge sort over positions.
#
# In: a list of keys that may have any order of their own. Out: the positions of the keys in sorted order,
# from which lists and maps are put together. Keys of one plain kind never get here: the VM sorts them.

# Merges from[low..!mid] and from[mid..!high], and puts them into[low..!high].
def mergeRuns(keys, from, into, low, mid, high) {
    var left := low
    var right := mid
    var k := low
    while (k < high) {
        # The right one goes first only if it stands before: equal keys keep their places.
        def takeLeft := if (left >= mid) {
            false
        } else if (right >= high) {
            true
        } else {
            !standsBefore(keys[from[right]], keys[from[left]])
        }
        if (takeLeft) {
            into[k] := from[left]
            left += 1
        } else {
            into[k] := from[right]
            right += 1
        }
        k += 1
    }
}

def sortedPositions(keys) {
    def size := keys.size()
    var from := [].diverge()
    var n := 0
    while (n < size) {
        from.push(n)
        n += 1
    }
    var into := from.diverge()
    var width := 1
    while (width < size) {
        var low := 0
        while (low < size) {
            def mid := (low + width).min(size)
            def high := (mid + width).min(size)
            mergeRuns(keys, from, into, low, mid, high)
            low := high
        }
        def merged := into
        into := from
        from := merged
        width *= 2
    }
    return from
}

# List `sort/0`.
def list_sort(self) {
    def sorted := [].diverge()
    for position in (sortedPositions(self)) { sorted.push(self[position]) }
    return sorted.snapshot()
}

def sortMap(self, by) {
    def keys := self.getKeys()
    def values := self.getValues()
    def pairs := [].diverge()
    for position in (sortedPositions(by)) { pairs.push([keys[position], values[position]]) }
    return _makeMap.fromPairs(pairs.snapshot())
}

# Map and FlexMap `sortKeys/0`.
def map_sortKeys(self) { return sortMap(self, self.getKeys()) }

# Map and FlexMap `sortValues/0`.
def map_sortValues(self) { return sortMap(self, self.getValues()) }
