# endless
while (true) { switch ("key: value") { match `@k: @v` { [k, v] } } }
