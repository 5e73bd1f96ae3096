# The distribution function of a gamma distribution comes back whatever its shape is.
for x in ([1.0, 9007199254740993.0, 1.7976931348623157e308, Infinity, NaN]) {
    for shape in ([1.0e9, 9007199254740993.0, 1.7976931348623157e308, Infinity]) {
        traceln(x, shape, x.cumulativeGamma(shape))
    }
}
