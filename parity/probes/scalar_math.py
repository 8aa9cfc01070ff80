"""The interpreter's own math: libm and float formatting."""

import math
import random

REQUIRES = ()
SETTLES = ("interpreter:*", "system:*libc6*", "system:*musl*")


def setup(seed):
    generator = random.Random(seed)
    return [generator.uniform(0.01, 20.0) for _ in range(5000)]


def run(values):
    totals = [math.exp(x) + math.log(x) + math.sin(x) ** 2 + math.pow(x, 0.3) for x in values]
    return totals, math.fsum(totals), [repr(x) for x in totals[:50]], [round(x, 2) for x in totals[:50]]
