"""Imports of the application's own modules, by the file they lead to."""

from __future__ import annotations

import ast

import pytest

from parity.semantics.moves import Moves
from parity.semantics.own_imports import Application, as_after, as_before
from parity.semantics.surroundings import surroundings_of

FILES = ("features.py", "shop/__init__.py", "shop/features.py", "shop/sub/deep.py", "svc/run.py", "svc/local.py")


def application(**constants: str) -> Application:
    source = "\n".join(f"{name} = {value}" for name, value in constants.items())
    return holding(source)


def holding(source: str) -> Application:
    tree = ast.parse(source)
    return Application(
        files=FILES, trees={"shop/features.py": tree}, around={"shop/features.py": surroundings_of(tree)}
    )


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


HELPER = "import numpy as np\nLIMIT = 3\ndef clip(x):\n    return np.clip(x, 0, LIMIT)"
USER = "from shop.features import clip\n\ndef use(x):\n    return clip(x)"


def test_a_helper_that_only_one_side_has_stands_where_it_is_imported() -> None:
    found = as_after("serve.py", ast.parse(USER), "serve.py", Moves(), holding(HELPER))
    bound = {name for node in found.body for name in (getattr(node, "name", None),)}
    assert {"clip", "use"} <= bound
    assert "LIMIT = 3" in ast.unparse(found)
    assert "import numpy as np" in ast.unparse(found)


@pytest.mark.parametrize(
    ("helper", "user"),
    [
        (HELPER, f"LIMIT = 4\n{USER}"),  # another LIMIT
        (HELPER, f"import nothing as np\n{USER}"),  # another np
        (f"{HELPER}\ndef scale(x):\n    return x".replace("LIMIT)", "scale(x))"), USER),  # calls what is there only
        (HELPER.replace("def clip", "@cache\ndef clip"), USER),
        (HELPER.replace("import numpy as np", "from . import np"), USER),
        (f"max = min\n{HELPER.replace('LIMIT)', 'max(x))')}", USER),
        (HELPER, USER.replace("import clip", "import clip as c").replace("clip(x)", "c(x)")),
    ],
)
def test_a_helper_that_would_mean_something_else_stays_where_it_is(helper: str, user: str) -> None:
    found = as_after("serve.py", ast.parse(user), "serve.py", Moves(), holding(helper))
    assert "def clip" not in ast.unparse(found)


def test_a_helper_that_the_other_side_has_too_is_compared_there() -> None:
    moves = Moves(homes={("shop/features.py", "clip"): "shop/features.py"})
    found = as_after("serve.py", ast.parse(USER), "serve.py", moves, holding(HELPER))
    assert "def clip" not in ast.unparse(found)
