# The safe scope's helpers are frozen: none of them holds anything that changes.
#
# In: the public objects of the files before. Out: their stamps.

for helper in ([
    _comparer, _loop, _iterForever, _accumulateList, _accumulateMap,
    Pair, Tuple, NullOk, Empty, Vow, SubrangeGuard, Transparent,
    _makeFinalSlot, _makeVarSlot, makeLazySlot,
    _makeTopSet, _makeOrderedRegion, _makeOrderedSpace,
    _bind, _matchSame, _suchThat, suchThatTrue, suchThatFalse, _splitList, _mapExtract, _quasiMatcher, _switchFailed,
    _booleanFlow, _makeVerbFacet,
    ::"b``", byteValue, bytePattern,
    _makeParamDesc, _makeMessageDesc, _makeProtocolDesc, _makeSourceSpan, promiseAllFulfilled
]) {
    _vm_stamp(helper, "D")
}
