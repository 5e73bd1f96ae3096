# The objects that patterns expand to can be called like others.
def tried(view, specimen) { return escape ej { view(specimen, ej) } catch p { p } }
traceln(tried(_matchSame(5), 6), tried(_matchSame.different(5), 5), _matchSame([1]) == _matchSame([1]))
traceln(tried(_splitList(2), [1, 2, 3]), tried(_splitList(2), [1]), tried(_suchThat(false), 1), _suchThat(3, null))
traceln(tried(_mapExtract("a"), ["a" => 1, "b" => 2]), tried(_mapExtract("z"), ["a" => 1]))
traceln(tried(_mapExtract.withDefault("z", 9), ["a" => 1]), try { _switchFailed(1, "two") } catch _ { "failed" })
traceln(5.add == 5.add, 5.add == 6.add, (5.add)(6), [1, 2, 3].size)
