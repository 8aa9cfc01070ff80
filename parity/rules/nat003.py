"""NAT003: a library that the C library of its side is too old for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact, Value
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import CompiledModules, SharedLibrary
from parity.model.snapshot import Snapshot
from parity.model.system import LibC
from parity.parsers.versions import parse_version

PREFIX = "GLIBC_"


def _libc(version: str, family: str = "glibc") -> tuple[Fact, ...]:
    return (Fact(Key(Domain.SYSTEM, "libc"), LibC(family=family, version=version)),)


class NAT003(Rule):
    """A library, or a package's modules, ask for symbols of a newer C library than their side has.

    What it detects:
        The highest GLIBC version that a library asks for, above the version of the C library beside it, or beside musl.
    Why it matters:
        The loader refuses it: "version `GLIBC_2.34' not found".
    Known false alarms:
        On musl with the gcompat layer, libraries with few needs load all the same.
    What to do:
        Use a base image with a newer C library on that side, or a build for its older one (manylinux tags).
    References:
        https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/#manylinux
    """

    name = "newer-c-library-needed"
    domain = Domain.NATIVE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.NATIVE, "libfast.so.1")
        old, new = (SharedLibrary(soname="libfast.so.1", requires=(f"GLIBC_{v}",)) for v in ("2.28", "2.38"))
        newer = Change.of(key, old, new)
        yield Example("built for a newer one", newer, Risk.BEHAVIOUR, Severity.HIGH, _libc("2.36"), _libc("2.36"))
        musl = Change.of(key, None, new)
        yield Example("beside musl", musl, Risk.BEHAVIOUR, Severity.HIGH, (), _libc("1.2.4", "musl"))
        yield Example("new enough", newer, None, None, _libc("2.39"), _libc("2.39"))

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if change.kind is ChangeKind.UNKNOWN:
            return
        for side, value, snapshot in context.sides(change):
            lacking = _lacking(value, snapshot)
            if lacking is None:
                continue
            wanted, libc = lacking
            yield self.finding(
                change,
                risk=Risk.BEHAVIOUR,
                severity=Severity.HIGH,
                confidence=0.9,
                reason=f"in {side} it asks for {wanted}, and the C library there is {libc}: it cannot be loaded",
                remedy="use a base image with a newer C library there, or a build of it for the older one",
                evidence=(Evidence(what=f"asks for {wanted}"), Evidence(what=f"C library: {libc}")),
                sources=("https://packaging.python.org/en/latest/specifications/platform-compatibility-tags/",),
            )


def _lacking(value: Value | None, snapshot: Snapshot) -> tuple[str, str] | None:
    """The symbol version that is asked for and not there, and the C library in words."""
    libc = snapshot.find(Domain.SYSTEM, "libc")
    if not isinstance(value, (SharedLibrary, CompiledModules)) or not isinstance(libc, LibC):
        return None
    wanted = next(
        (name for name in value.requires if name.startswith(PREFIX) and name[len(PREFIX) :][:1].isdigit()), None
    )
    if wanted is None:
        return None
    needed, present = parse_version(wanted.removeprefix(PREFIX)), parse_version(libc.version)
    if libc.family == "musl":
        return wanted, f"musl {libc.version or ''}".strip()
    if needed is None or present is None or needed.release[:2] <= present.release[:2]:
        return None
    return wanted, f"{libc.family} {libc.version}"
