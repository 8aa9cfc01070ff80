"""Sorting and ranking of arrays."""

import numpy

REQUIRES = ("numpy",)
SETTLES = ("distribution:numpy", "hardware:cpu*")


def setup(seed):
    generator = numpy.random.RandomState(seed)
    return generator.standard_normal(300000), generator.randint(0, 1000, 300000)


def run(data):
    floats, integers = data
    return (
        numpy.sort(floats),
        numpy.argsort(floats, kind="stable")[:1000],
        numpy.sort(integers),
        numpy.argsort(integers)[:100],
    )
