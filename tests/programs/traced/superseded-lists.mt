# traces 3
# Lists that are superseded while a loop reads them.
def big := [for i in (0..!200) i]
def swapped(list, i) { return list.with(i, 1000 + i) }
def sum(list, times) {
    var total := 0
    var newest := list
    for round in (0..!times) {
        for i in (0..!list.size()) { total += list[i] }
        if (round % 7 == 3) { newest := swapped(newest, round % 200) }
        total += newest[round % 200]
    }
    return [total, list[3], newest[3]]
}
traceln(sum(big, 300))
traceln(sum(big, 30))
