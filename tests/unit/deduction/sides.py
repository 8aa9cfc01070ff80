"""Two sides made of facts, as rules see them."""

from __future__ import annotations

from collections.abc import Iterable

from parity.interfaces import Context
from parity.model.distribution import Distribution
from parity.model.facts import Fact, Gap, Value
from parity.model.keys import Domain, Key
from parity.model.origin import Origin
from parity.model.setting import Variable
from parity.model.snapshot import Snapshot


def fact(domain: Domain, name: str, value: Value) -> Fact:
    return Fact(Key(domain, name), value)


def variables(**values: str) -> list[Fact]:
    return [fact(Domain.SETTING, f"env:{name}", Variable(value=value)) for name, value in values.items()]


def installed(name: str, version: str = "1.0", top_level: tuple[str, ...] = ()) -> Fact:
    value = Distribution(version=version, location="lib", layout="dist-info", top_level=top_level)
    return fact(Domain.DISTRIBUTION, name, value)


def snapshot(facts: Iterable[Fact | Gap]) -> Snapshot:
    return Snapshot.of(Origin(scheme="snapshot", reference="sample"), facts)


def context(before: Iterable[Fact | Gap], after: Iterable[Fact | Gap]) -> Context:
    return Context(before=snapshot(before), after=snapshot(after))
