"""Matrix multiplication, double and single precision."""

import numpy

REQUIRES = ("numpy",)
SETTLES = (
    "distribution:numpy",
    "native:*blas*",
    "native:*mkl*",
    "setting:env:OMP_*",
    "setting:env:OPENBLAS_*",
    "setting:env:MKL_*",
    "hardware:cpu*",
)


def setup(seed):
    generator = numpy.random.RandomState(seed)
    double = generator.standard_normal((256, 256))
    return double, double.astype("float32")


def run(data):
    double, single = data
    return double @ double, single @ single
