"""Imports of the application's own modules, by the file they lead to."""

from __future__ import annotations

import ast

import pytest

from parity.semantics.moves import Moves
from parity.semantics.own_imports import Application, as_after, as_before

FILES = ("features.py", "shop/__init__.py", "shop/features.py", "shop/sub/deep.py", "svc/run.py", "svc/local.py")


def application(**constants: str) -> Application:
    values = {name: ast.parse(value, mode="eval").body for name, value in constants.items()}
    return Application(files=FILES, constants={"shop/features.py": values})


@pytest.mark.parametrize(
    ("path", "source", "told"),
    [
        ("shop/serve.py", "from .features import scale", "from shop.features import scale"),
        ("shop/sub/deep.py", "from ..features import scale as s", "from shop.features import scale as s"),
        ("shop/serve.py", "from . import features", "import shop.features as features"),
        ("serve.py", "from shop import features", "import shop.features as features"),
        ("serve.py", "from shop.features import LIMIT", "LIMIT = 3"),
        ("serve.py", "import features", "import features as features"),
        ("svc/run.py", "import local", "import svc.local as local"),
        ("serve.py", "import shop.features", "import shop.features"),
        ("serve.py", "from numpy import clip", "from numpy import clip"),
        ("serve.py", "from shop.features import *", "from shop.features import *"),
        ("serve.py", "from ....... import x", "from ....... import x"),
    ],
)
def test_an_import(path: str, source: str, told: str) -> None:
    found = as_after(path, ast.parse(source), path, Moves(), application(LIMIT="3"))
    assert ast.unparse(found) == told


def test_what_moved_is_imported_from_where_it_is_now() -> None:
    moves = Moves(homes={("features.py", "scale"): "shop/features.py"})
    found = as_before("serve.py", ast.parse("from features import scale, clip"), "serve.py", moves, application())
    assert ast.unparse(found) == "from shop.features import scale\nfrom features import clip"


def test_a_function_that_left_is_imported_where_it_is_used() -> None:
    moves = Moves(homes={("a.py", "scale"): "shop/features.py", ("a.py", "clip"): "shop/features.py"})
    tree = ast.parse("def scale(x):\n    return x\ndef clip(x):\n    return x\ndef use(x):\n    return scale(x)")
    found = as_before("a.py", tree, "a.py", moves, application())
    assert ast.unparse(found) == "from shop.features import scale\n\ndef use(x):\n    return scale(x)"
    assert len(tree.body) == 3, "the given tree is left alone"
