text = " ".join([f"w{(i * 7919) % 5003}" for i in range(SIZE)])
counts = {}
for word in text.split(" "):
    counts[word] = counts.get(word, 0) + 1
print(f'[{len(counts)}, {counts["w0"]}]')
