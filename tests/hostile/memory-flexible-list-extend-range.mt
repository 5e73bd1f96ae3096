# memory
def xs := [].diverge()
xs.extend(_makeList.fromIterable(0..!(10 ** 10)))
