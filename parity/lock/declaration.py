"""What Python packages cannot carry, as tables of a lock: interpreter, system, libraries, hardware, settings, code."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from parity.model.artifact import Artifact
from parity.model.code import SourceFile
from parity.model.codec import encode
from parity.model.facts import Fact
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain
from parity.model.native import Binding
from parity.model.origin import Origin
from parity.model.setting import Variable
from parity.model.snapshot import Snapshot

NAMES = {
    Domain.INTERPRETER: {"python", "build"},
    Domain.SYSTEM: {"release", "libc"},
    Domain.HARDWARE: {"cpu-features"},
}
OF_A_SHELL = frozenset({"live", "python", "venv"})  # whose variables are those of whoever looked
MAX_FILES = 2000  # of code, of artifacts: beyond it a lock would be a copy of the application


def declared_facts(snapshot: Snapshot) -> tuple[Fact, ...]:
    """The facts of an environment that a lock asks of whatever is built from it."""
    return tuple(_declared(snapshot))


def tables(facts: tuple[Fact, ...]) -> list[dict[str, Any]]:
    """Facts as tables of TOML: those of a stored snapshot, without what is absent."""
    document = json.loads(encode(Snapshot.of(Origin(scheme="lock", reference=""), facts)))
    return [_without_nothing(row) for row in document["facts"]]


def _declared(snapshot: Snapshot) -> Iterator[Fact]:
    files = 0
    for fact in snapshot.facts:
        value, domain = fact.value, fact.key.domain
        if fact.key.name in NAMES.get(domain, ()):
            yield Fact(fact.key, replace(value, location=None) if isinstance(value, Interpreter) else value)
        elif isinstance(value, Binding) or (
            isinstance(value, Variable) and value.value is not None and snapshot.origin.scheme not in OF_A_SHELL
        ):
            yield fact
        elif isinstance(value, SourceFile | Artifact) and files < MAX_FILES:
            files += 1
            yield Fact(fact.key, replace(value, symbols=(), imports=()) if isinstance(value, SourceFile) else value)


def _without_nothing(value: Any) -> Any:
    """TOML has no null."""
    if isinstance(value, Mapping):
        return {name: _without_nothing(one) for name, one in value.items() if one is not None}
    return [_without_nothing(one) for one in value] if isinstance(value, list) else value
