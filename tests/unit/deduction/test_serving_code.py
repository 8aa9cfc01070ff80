from __future__ import annotations

import pytest

from parity.deduction.serving_code import is_entry, is_served
from parity.model.code import SourceFile
from parity.model.facts import Fact
from parity.model.keys import Domain
from parity.model.setting import Command
from tests.unit.deduction.sides import context, fact


def side(command: str | None, **files: tuple[str, ...]) -> list[Fact]:
    """Keyword names are paths, with a double underscore for a slash."""
    facts = [
        fact(
            Domain.CODE,
            f"{name.replace('__', '/')}.py",
            SourceFile(sha256=name, size=1, language="python", imports=imports),
        )
        for name, imports in files.items()
    ]
    start = [fact(Domain.SETTING, "command", Command(argv=tuple(command.split())))] if command else []
    return [*facts, *start]


FILES: dict[str, tuple[str, ...]] = {
    "serve": ("shop", "flask"), "train": ("shop", "sklearn"), "shop__web": (), "shop__model": (), "notes": (),
}  # fmt: skip


@pytest.mark.parametrize(
    "command",
    ["python serve.py", "python /app/serve.py", "gunicorn serve:app", "python -m serve", "sh -c serve.py"],
)
def test_what_the_entry_imports_is_served(command: str) -> None:
    sides = context(side(command, **FILES), side(command, **FILES))
    assert is_served("serve.py", sides) is True
    assert is_served("shop/web.py", sides) is True
    assert is_served("train.py", sides) is False


def test_a_package_is_served_as_a_whole() -> None:
    command = "gunicorn shop.web:app"
    sides = context(side(command, **FILES), side(command, **FILES))
    assert is_served("shop/model.py", sides) is True
    assert is_served("serve.py", sides) is False
    assert is_entry("shop/web.py", sides.before)


def test_served_on_one_side_is_served() -> None:
    sides = context(side("python train.py", **FILES), side("python serve.py", **FILES))
    assert is_served("train.py", sides) is True
    assert is_served("notes.py", sides) is False


def test_without_a_command_nothing_is_said() -> None:
    sides = context(side(None, **FILES), side("python serve.py", **FILES))
    assert is_served("train.py", sides) is None
    sides = context(side("sleep infinity", **FILES), side("sleep infinity", **FILES))
    assert is_served("train.py", sides) is None
