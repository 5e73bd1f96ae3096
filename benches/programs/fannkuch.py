def fannkuch(n):
    perm1 = list(range(n))
    count = [0] * n
    max_flips = 0
    checksum = 0
    r = n
    parity = 0
    while True:
        while r != 1:
            count[r - 1] = r
            r -= 1
        perm = perm1[:]
        flips = 0
        k = perm[0]
        while k != 0:
            i = 0
            j = k
            while i < j:
                t = perm[i]
                perm[i] = perm[j]
                perm[j] = t
                i += 1
                j -= 1
            flips += 1
            k = perm[0]
        if flips > max_flips:
            max_flips = flips
        if parity == 0:
            checksum += flips
        else:
            checksum -= flips
        searching = True
        while searching:
            if r == n:
                return checksum, max_flips
            first = perm1[0]
            i = 0
            while i < r:
                perm1[i] = perm1[i + 1]
                i += 1
            perm1[r] = first
            count[r] = count[r] - 1
            if count[r] > 0:
                searching = False
            else:
                r += 1
        parity = 1 - parity


seed = 3
for _ in range(2):
    seed = (seed * 3877 + 29573) % 139968
    checksum, flips = fannkuch(8 + seed % 2)
    print(checksum)
    print(flips)
