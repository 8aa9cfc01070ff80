"""Plain Python: calls, dictionaries, strings, comprehensions."""

REQUIRES = ()
SETTLES = ("interpreter:*", "setting:env:PYTHON*")


class Node:
    def __init__(self, value):
        self.value = value

    def add(self, other):
        return self.value + other.value


def run():
    nodes = [Node(i) for i in range(2000)]
    total = 0
    for left, right in zip(nodes, nodes[1:]):
        total += left.add(right)
    counts = {}
    for i in range(6000):
        counts[i % 97] = counts.get(i % 97, 0) + i
    words = " ".join("w%d" % (i % 100) for i in range(2000)).split()
    return total, sorted(counts.items())[:10], len(set(words)), sum(x * x for x in range(4000))
