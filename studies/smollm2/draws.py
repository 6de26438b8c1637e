"""Random draws that are the same on every machine: SplitMix64, seeded by a name (docs/mini-suite.md, section 2.1)."""

MASK = (1 << 64) - 1


class Draws:
    def __init__(self, name):
        state = 0xCBF29CE484222325
        for byte in name.encode():
            state = (state ^ byte) * 0x100000001B3 & MASK
        self.state = state

    def next(self):
        self.state = self.state + 0x9E3779B97F4A7C15 & MASK
        z = self.state
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & MASK
        z = (z ^ z >> 27) * 0x94D049BB133111EB & MASK
        return z ^ z >> 31

    def below(self, n):
        return (self.next() >> 33) % n

    def between(self, low, high):
        """A number from low to high, both included."""
        return low + self.below(high - low + 1)

    def pick(self, items):
        return items[self.below(len(items))]

    def sample(self, pool, k):
        taken = []
        while len(taken) < k:
            i = self.below(len(pool))
            if i not in taken:
                taken.append(i)
        return [pool[i] for i in taken]

    def shuffle(self, items):
        items = list(items)
        for i in range(len(items) - 1, 0, -1):
            j = self.below(i + 1)
            items[i], items[j] = items[j], items[i]
        return items
