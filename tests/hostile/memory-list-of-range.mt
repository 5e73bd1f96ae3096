# memory
traceln(_makeList.fromIterable(0..!(10 ** 12)).size())
