# endless
def text := " " * 3_000_000 + "x" + " " * 3_000_000
while (true) { text.trim(); text.toUpperCase(); text.split("x"); "x".join([text, text]); text.startsWith(text.slice(0, 5_000_000)) }
