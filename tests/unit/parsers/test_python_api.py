"""What a module offers: parameters, exports, warnings."""

from __future__ import annotations

from parity.parsers.python_api import Parameter, Warned, api_of
from parity.parsers.python_syntax import parse_tree

SOURCE = b'''
import warnings
from typing import overload
from .core import frame as _frame, Frame
from .more import *

__all__ = ["scale", "Frame"]
LIMIT = 3

@overload
def scale(x: int) -> int: ...
def scale(x, mode="mean", *, axis=None):
    """Doc."""
    if mode == "old":
        warnings.warn("mode='old' is deprecated and will go", FutureWarning, stacklevel=2)
    return x

class Scaler:
    def __init__(self, with_mean=True, **options): ...
    @staticmethod
    def load(path): ...
    @deprecated("use transform")
    def apply(self, x): ...
'''


def test_a_module() -> None:
    tree = parse_tree(SOURCE)
    assert tree is not None
    api = api_of(tree, SOURCE)
    assert api is not None
    assert api.callables["scale"].parameters == (
        Parameter(name="x"),
        Parameter(name="mode", default="'mean'"),
        Parameter(name="axis", default="None", keyword=True),
    )
    assert api.callables["Scaler.__init__"].parameters == (Parameter(name="with_mean", default="True"),)
    assert api.callables["Scaler.__init__"].open
    assert api.callables["Scaler.load"].parameters == (Parameter(name="path"),)
    assert api.imports["Frame"] == (".core", "Frame")
    assert api.stars == (".more",)
    assert {"LIMIT", "Scaler"} <= api.names
    assert api.listed == frozenset({"scale", "Frame"})
    assert set(api.warnings) == {
        Warned(function="scale", category="FutureWarning", text="mode='old' is deprecated and will go"),
        Warned(function="Scaler.apply", category="DeprecationWarning", text="deprecated use transform"),
    }
