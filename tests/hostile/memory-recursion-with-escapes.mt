# memory
def down(n) { return escape ej { down([n, ej]) } catch e { e } }
down(0)
