"""Sides of a bisection that were never run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parity.bisect.oracle import Seen
from parity.bisect.sides import Side
from parity.interfaces import Source, Target
from parity.model.facts import Fact, Value
from parity.model.finding import Risk
from parity.model.keys import Domain, Key
from parity.model.measurement import Place
from parity.model.native import SharedLibrary
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot
from parity.model.system import Package
from parity.runs.guardian import Guardian
from parity.runs.job import Executor
from parity.runs.local import LocalExecutor
from tests.support.files import Content, MemoryFiles


@dataclass(frozen=True)
class Never:
    """No oracle is asked here."""

    risk: Risk = Risk.BEHAVIOUR
    parallel: bool = False

    def ask(self, executor: Executor) -> Seen:
        raise AssertionError(executor)


def library(build: str, *needed: str, package: str | None = None, family: str | None = None) -> SharedLibrary:
    owner = f"dpkg:{package}" if package else None
    return SharedLibrary(soname="", build_id=build, needed=needed, owner=owner, path="/lib/x.so", family=family)


def side(
    name: str,
    libraries: Mapping[str, SharedLibrary] | None = None,
    *,
    packages: Mapping[str, str] | None = None,
    files: Mapping[str, Content] | None = None,
    variables: Mapping[str, str] | None = None,
    code: Mapping[str, str] | None = None,
    roots: Mapping[str, str] | None = None,
) -> Side:
    """`libraries` by soname, `packages`: versions by name, `code`: digests by name."""
    facts: dict[Key, Value] = {Key(Domain.NATIVE, soname): value for soname, value in (libraries or {}).items()}
    facts |= {Key(Domain.SYSTEM, f"dpkg:{one}"): Package(version=v) for one, v in (packages or {}).items()}
    origin = Origin(scheme="docker", reference=name)
    memory = MemoryFiles(files or {})
    return Side(
        place=Place(reference=name, where="", digest=f"sha256:{name}"),
        executor=LocalExecutor(executable="python", environment={}, guardian=Guardian()),
        source=Source(origin=origin, files=memory),
        target=Target(files=memory),
        snapshot=Snapshot.of(origin, [Fact(key, value) for key, value in facts.items()]),
        interpreter="/usr/bin/python3",
        version="3.11.2",
        variables=variables or {},
        roots=roots or {},
        code={one: f"/app/{one}" for one in code or {}},
        digests={f"/app/{one}": digest for one, digest in (code or {}).items()},
    )
