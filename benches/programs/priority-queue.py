seed = 71


def random(limit):
    global seed
    seed = (seed * 3877 + 29573) % 139968
    return seed % limit


class Heap:
    def __init__(self):
        self.keys = []
        self.values = []

    def size(self):
        return len(self.keys)

    def push(self, key, value):
        keys = self.keys
        values = self.values
        keys.append(key)
        values.append(value)
        i = len(keys) - 1
        while i > 0:
            parent = (i - 1) // 2
            if keys[parent] <= key:
                break
            keys[i] = keys[parent]
            values[i] = values[parent]
            i = parent
        keys[i] = key
        values[i] = value

    def pop(self):
        keys = self.keys
        values = self.values
        result = [keys[0], values[0]]
        key = keys.pop()
        value = values.pop()
        n = len(keys)
        if n > 0:
            i = 0
            child = 1
            while child < n:
                if child + 1 < n and keys[child + 1] < keys[child]:
                    child += 1
                if key <= keys[child]:
                    break
                keys[i] = keys[child]
                values[i] = values[child]
                i = child
                child = 2 * i + 1
            keys[i] = key
            values[i] = value
        return result


FAR = 1000000000


def make_graph(n, degree):
    return [[[random(n), random(100) + 1] for _ in range(degree)] for _ in range(n)]


def shortest(graph, start):
    distance = [FAR] * len(graph)
    heap = Heap()
    distance[start] = 0
    heap.push(0, start)
    while heap.size() > 0:
        d, v = heap.pop()
        if d == distance[v]:
            for next, weight in graph[v]:
                e = d + weight
                if e < distance[next]:
                    distance[next] = e
                    heap.push(e, next)
    total = 0
    for d in distance:
        if d < FAR:
            total += d
    return total


graph = make_graph(4000, 6)
for k in range(90):
    print(shortest(graph, k * 40))
