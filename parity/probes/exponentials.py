"""exp, log, sin, tanh and power of arrays."""

import numpy

REQUIRES = ("numpy",)
SETTLES = ("distribution:numpy", "hardware:cpu*", "system:*libc6*", "native:*libm*")


def setup(seed):
    values = numpy.random.RandomState(seed).uniform(0.01, 20.0, 200000)
    return values, values.astype("float32")


def run(data):
    functions = (numpy.exp, numpy.log, numpy.sin, numpy.tanh, numpy.log1p)
    results = [function(array)[:20000] for array in data for function in functions]
    return results + [numpy.power(data[0], 1.5)[:20000]]
