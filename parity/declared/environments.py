"""What parity's own locks declare beside packages: facts that a live environment is held against."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from packaging.markers import InvalidMarker, Marker
from packaging.pylock import Pylock

from parity.errors import SnapshotError
from parity.model.artifact import Artifact
from parity.model.code import SourceFile
from parity.model.codec import decode
from parity.model.facts import Fact, Value
from parity.model.hardware import CpuFeatures
from parity.model.interpreter import Interpreter
from parity.model.snapshot import SCHEMA_VERSION, Snapshot
from parity.parsers.microarchitecture import features_of

TOOL = "envparity"


def declared_of(lock: Pylock, variables: Mapping[str, Any], other: Snapshot | None) -> tuple[Fact, ...]:
    """The facts of the locked environment that these markers belong to; of several the default one.

    What the other side fulfils is given in the other side's terms. Raises ValueError where it cannot be understood.
    """
    environment = _chosen(lock, variables)
    if environment is None:
        return ()
    document = {
        "schema": SCHEMA_VERSION,
        "origin": {"scheme": "pylock", "reference": ""},
        "facts": environment.get("facts", []),
        "gaps": [],
    }
    try:
        facts = decode(json.dumps(document, default=str).encode(), "pylock.toml").facts
    except SnapshotError as error:
        raise ValueError(error.problem) from error
    theirs = other.index() if other is not None else {}
    return tuple(_fitted(facts, theirs))


def _chosen(lock: Pylock, variables: Mapping[str, Any]) -> Mapping[str, Any] | None:
    tool = (lock.tool or {}).get(TOOL)
    environments = tool.get("environments") if isinstance(tool, Mapping) else None
    if not isinstance(tool, Mapping) or not isinstance(environments, Mapping):
        return None
    fitting = [name for name, one in environments.items() if isinstance(one, Mapping) and _holds(one, variables)]
    name = fitting[0] if len(fitting) == 1 else tool.get("default")
    return environments.get(name) if name in fitting else None


def _holds(environment: Mapping[str, Any], variables: Mapping[str, Any]) -> bool:
    try:
        return Marker(str(environment.get("marker", ""))).evaluate(dict(variables), context="lock_file")
    except InvalidMarker:
        return False


def _fitted(facts: tuple[Fact, ...], theirs: Mapping[Any, Value]) -> Iterator[Fact]:
    for fact in facts:
        found = theirs.get(fact.key)
        yield Fact(fact.key, found) if found is not None and _fulfils(fact.value, found) else fact


def _fulfils(wanted: Value, found: Value) -> bool:
    """Whether what is there is what was locked: files by their bytes, hardware as a floor."""
    if isinstance(wanted, SourceFile) and isinstance(found, SourceFile):
        return wanted.sha256 == found.sha256 and wanted.executable == found.executable
    if isinstance(wanted, Artifact) and isinstance(found, Artifact):
        return wanted.sha256 == found.sha256
    if isinstance(wanted, CpuFeatures) and isinstance(found, CpuFeatures):
        known = features_of(wanted.microarchitecture)
        return wanted.microarchitecture == found.microarchitecture or (
            known is not None and set(known[1].flags) <= set(found.flags)
        )
    if isinstance(wanted, Interpreter) and isinstance(found, Interpreter):
        same = (wanted.implementation, wanted.version, wanted.soabi)
        return same == (found.implementation, found.version, found.soabi)
    return False
