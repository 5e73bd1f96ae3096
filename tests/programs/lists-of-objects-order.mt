# Lists compare element by element; an element that cannot compare is asked the other way round.
object big { to op__cmp(_) { return 1 } }
traceln([5] < [big], [big] < [5], [1, big].op__cmp([1, 5]), [1].op__cmp([1, big]))
traceln(try { [NaN] < [1.0] } catch _ { "no order" }, try { [null] < [null] } catch _ { "no order" })
