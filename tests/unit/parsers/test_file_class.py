from __future__ import annotations

import pytest

from parity.model.distribution import FileClass
from parity.parsers.file_class import file_class, is_bytecode


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("numpy/__init__.py", FileClass.PYTHON),
        ("six.py", FileClass.PYTHON),
        ("distutils-precedence.pth", FileClass.PYTHON),
        ("numpy/testing/_private/utils.py", FileClass.PYTHON),
        ("pandas/testing.py", FileClass.PYTHON),
        ("sklearn/utils/_testing.py", FileClass.PYTHON),
        ("tensorflow/python/framework/test_util.py", FileClass.PYTHON),
        ("statsmodels/stats/_ks_test.py", FileClass.PYTHON),
        ("numpy/tests/test_lazyloading.py", FileClass.TESTS),
        ("sklearn/datasets/tests/data/x.csv", FileClass.TESTS),
        ("numpy/conftest.py", FileClass.TESTS),
        ("numpy/_core/_multiarray_umath.cpython-311-x86_64-linux-gnu.so", FileClass.NATIVE),
        ("numpy.libs/libopenblas64_p-r0-0cf96a72.3.23.dev.so", FileClass.NATIVE),
        ("nvidia/cudnn/lib/libcudnn.so.9", FileClass.NATIVE),
        ("torch/bin/protoc", FileClass.DATA),
        ("numpy/__init__.pyi", FileClass.STUBS),
        ("pandas-stubs/core/frame.pyi", FileClass.STUBS),
        ("requests/py.typed", FileClass.STUBS),
        ("foo-1.0.dist-info/METADATA", FileClass.METADATA),
        ("foo-1.0.dist-info/licenses/LICENSE", FileClass.METADATA),
        ("foo-1.0.dist-info/sboms/auditwheel.cdx.json", FileClass.METADATA),
        ("foo.egg-info/PKG-INFO", FileClass.METADATA),
        ("foo-1.0.egg-info", FileClass.METADATA),
        ("{prefix}/bin/f2py", FileClass.LAUNCHER),
        ("bin/f2py", FileClass.LAUNCHER),
        ("{prefix}/share/man/man1/x.1", FileClass.DOCS),
        ("foo/README.md", FileClass.DOCS),
        ("foo/LICENSE", FileClass.DOCS),
        ("foo/license.txt", FileClass.DOCS),
        ("foo/history.json", FileClass.DATA),
        ("foo/news.npy", FileClass.DATA),
        ("certifi/cacert.pem", FileClass.DATA),
        ("{prefix}/include/site/python3.11/greenlet/greenlet.h", FileClass.DATA),
    ],
)
def test_classes(path: str, kind: FileClass) -> None:
    assert file_class(path) is kind


def test_bytecode() -> None:
    assert is_bytecode("a/__pycache__/b.cpython-311.pyc")
    assert is_bytecode("b.pyc")
    assert not is_bytecode("b.py")
