# endless
while (true) { escape ej { ej(1) } }
