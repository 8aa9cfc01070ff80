"""Singular values and a linear solve."""

import numpy

REQUIRES = ("numpy",)
SETTLES = ("distribution:numpy", "native:*lapack*", "native:*blas*", "native:*mkl*", "hardware:cpu*")


def setup(seed):
    generator = numpy.random.RandomState(seed)
    return generator.standard_normal((160, 120)), generator.standard_normal((160, 160))


def run(data):
    tall, square = data
    return numpy.linalg.svd(tall, compute_uv=False), numpy.linalg.solve(square, square[0])
