# endless
while (true) { try { 1 } finally { 2 } }
