"""Inside the application's code: what was removed counts only where somebody still names it."""

from __future__ import annotations

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
