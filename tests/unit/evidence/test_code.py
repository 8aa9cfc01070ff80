"""Inside the application's code: what was removed counts only where somebody still names it."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from parity.collectors.code import Code
from parity.diff import diff
from parity.evidence.code import inspect_code
from parity.interfaces import ProcessConfig, Target
from parity.model.edits import Effect
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot
from tests.support.installs import interpreter, target

OLD = "def scale(x):\n    return x\ndef clip(x):\n    return min(x, 1)\n"
NEW = "def scale(x):\n    return x\n"


def place(files: Mapping[str, str]) -> Target:
    tree = {f"/app/{name}": text for name, text in files.items()}
    return target({**interpreter(), **tree}, ProcessConfig(workdir="/app", cmd=("python", "/app/serve.py")))


def effects(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, list[Effect]]:
    sides = place(before), place(after)
    changes = diff(*(Snapshot.of(Origin(scheme="dir", reference="x"), Code().collect(side)) for side in sides))
    return {name: [edit.effect for edit in edits.functions] for name, edits in inspect_code(changes, *sides).items()}


@pytest.mark.parametrize(
    ("serve", "effect"),
    [("from features import scale\n", Effect.NONE), ("from features import scale, clip\n", Effect.UNKNOWN)],
)
def test_a_function_that_is_gone(serve: str, effect: Effect) -> None:
    found = effects({"serve.py": serve, "features.py": OLD}, {"serve.py": serve, "features.py": NEW})
    assert found == {"features.py": [effect]}


def test_files_that_one_side_lacks_are_not_compared() -> None:
    assert effects({"serve.py": "x = 1\n", "a.py": OLD}, {"serve.py": "x = 1\n"}) == {}


SERVE = "from features import scale\ndef predict(x):\n    return scale(x, 1)\n"
SCALE = "def scale(x, by):\n    return x * by\n"
CLIP = "def clip(x, most):\n    return min(x, most)\n"


def test_functions_taken_out_into_a_module_of_their_own_change_nothing() -> None:
    before = {"serve.py": SERVE, "features.py": SCALE + CLIP}
    after = {
        "serve.py": SERVE.replace("features", "shop.scaling"), "features.py": CLIP, "shop/scaling.py": SCALE,
        "shop/__init__.py": "",
    }  # fmt: skip
    found = effects(before, after)
    assert found.keys() == {"serve.py", "features.py", "shop/scaling.py", "shop/__init__.py"}
    assert {effect for edits in found.values() for effect in edits} <= {Effect.NONE}


def test_a_file_that_was_moved_and_edited() -> None:
    found = effects({"features.py": SCALE + CLIP}, {"shop/features.py": SCALE.replace("*", "+") + CLIP})
    assert found == {"features.py": [], "shop/features.py": [Effect.RESULT]}


def test_a_constant_that_moved_and_changed() -> None:
    before = {"features.py": "LIMIT = 3\ndef clip(x):\n    return min(x, LIMIT)\n"}
    after = {
        "features.py": "from config import LIMIT\ndef clip(x):\n    return min(x, LIMIT)\n",
        "config.py": "LIMIT = 4\n",
    }
    assert Effect.RESULT in effects(before, after)["features.py"]
    same = {**after, "config.py": "LIMIT = 3\n"}
    assert set(effects(before, same)["features.py"]) <= {Effect.NONE}


def test_a_notebook_against_the_module_that_it_became() -> None:
    cells = [{"cell_type": "code", "source": text} for text in ("%matplotlib inline\nprint(1)", SCALE)]
    notebook = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4})
    found = effects({"train.ipynb": notebook}, {"features.py": SCALE.replace("*", "+") + CLIP})
    assert found["features.py"] == [Effect.RESULT]


def test_a_helper_taken_out_into_a_new_module_hides_no_other_edit() -> None:
    whole = "import numpy as np\ndef build(x, w):\n    return np.log1p(x) + x.rolling(w).mean()\n"
    before = {"features.py": whole}
    after = {
        "features.py": "import numpy as np\nfrom rolling import mean\n"
        "def build(x, w):\n    return np.log1p(x) + mean(x, w)\n",
        "rolling.py": "def mean(x, w):\n    return x.rolling(w).mean()\n",
    }  # fmt: skip
    assert {effect for edits in effects(before, after).values() for effect in edits} <= {Effect.NONE}
    other = {**after, "features.py": after["features.py"].replace("log1p", "log")}
    sides = place(before), place(other)
    changes = diff(*(Snapshot.of(Origin(scheme="dir", reference="x"), Code().collect(side)) for side in sides))
    (edit,) = [one for one in inspect_code(changes, *sides)["features.py"].functions if one.effect is Effect.RESULT]
    assert ("log1p" in edit.before, "rolling" in edit.before) == (True, False)


def test_a_new_module_that_acts_is_not_passed_over() -> None:
    assert effects({"serve.py": "x = 1\n"}, {"serve.py": "x = 1\n", "new.py": "def f(x=connect()):\n    pass\n"}) == {}
