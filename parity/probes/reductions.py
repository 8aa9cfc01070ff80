"""Sums, means, variances and cumulative sums."""

import numpy

REQUIRES = ("numpy",)
SETTLES = ("distribution:numpy", "hardware:cpu*")


def setup(seed):
    generator = numpy.random.RandomState(seed)
    return generator.standard_normal((1000, 500)), generator.standard_normal(200000).astype("float32")


def run(data):
    table, single = data
    return (
        table.sum(),
        table.mean(axis=0),
        table.var(axis=1),
        table.std(),
        numpy.cumsum(table[:, 0]),
        single.sum(),
        single.mean(),
        numpy.percentile(table[0], [5, 50, 95]),
        numpy.median(table, axis=0)[:10],
    )
