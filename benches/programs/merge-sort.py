seed = 59


def random(limit):
    global seed
    seed = (seed * 3877 + 29573) % 139968
    return seed % limit


def merge_sort(items):
    n = len(items)
    source = items[:]
    target = items[:]
    width = 1
    while width < n:
        left = 0
        while left < n:
            middle = min(left + width, n)
            right = min(left + 2 * width, n)
            i = left
            j = middle
            k = left
            while k < right:
                if i < middle and (j >= right or source[i] <= source[j]):
                    target[k] = source[i]
                    i += 1
                else:
                    target[k] = source[j]
                    j += 1
                k += 1
            left += 2 * width
        source, target = target, source
        width *= 2
    return source


def quick_sort(a, low, high):
    if low >= high:
        return
    pivot = a[(low + high) // 2]
    i = low
    j = high
    while i <= j:
        while a[i] < pivot:
            i += 1
        while a[j] > pivot:
            j -= 1
        if i <= j:
            t = a[i]
            a[i] = a[j]
            a[j] = t
            i += 1
            j -= 1
    quick_sort(a, low, j)
    quick_sort(a, i, high)


def checksum(items):
    total = 0
    for i, x in enumerate(items):
        total = (total + (i + 1) * x) % 1000003
    return total


for _ in range(5):
    data = [random(100000) for _ in range(30000)]
    merged = merge_sort(data)
    quick = data[:]
    quick_sort(quick, 0, len(quick) - 1)
    print(checksum(merged))
    print(checksum(quick))
