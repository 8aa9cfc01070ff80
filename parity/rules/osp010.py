"""OSP010: a system package whose library a module of Python's standard library loads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge import Category, category_of
from parity.model.change import Change
from parity.model.edits import Inspection
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain, Key
from parity.model.native import SharedLibrary
from parity.model.snapshot import Snapshot
from parity.model.system import Package
from parity.parsers.package_version import stem

PYTHON = Key(Domain.INTERPRETER, "python")
SEEN = 0.9
# What every module asks for.
COMMON = ("libc.", "libm.", "libdl.", "libpthread.", "librt.", "libgcc_s.", "ld-linux", "ld-musl", "libpython")


def _inspection(name: str, *needed: str) -> Inspection:
    return Inspection(standard_modules={f"dpkg:{name}": {"_decimal": needed}})


class OSP010(Rule):
    """A library that a module of Python's standard library loads is on one side only.

    What it detects:
        A system package with a library that decimal, ctypes, ssl, sqlite3, lzma, bz2 or the XML parsers load, and
        that one side does not have under any version. Where that side's files are at hand, what its extension modules
        ask for decides: an interpreter that brought the library along needs no package.
    Why it matters:
        The module cannot be imported; decimal alone has an implementation in Python to fall back on, tens of times
        slower.
    Known false alarms:
        In stored snapshots: interpreters that were built with libraries of their own (conda, python-build-standalone).
    What to do:
        Install the package on both sides.
    References:
        https://docs.python.org/3/using/configure.html#requirements-for-optional-modules
    """

    name = "library-of-the-standard-library"
    domain = Domain.SYSTEM
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        python = (Fact(PYTHON, Interpreter(implementation="cpython", version="3.11.7")),)
        gone = Change.of(Key(Domain.SYSTEM, "dpkg:libmpdec3"), Package(version="2.5.1"), None)
        yield Example("decimal in Python", gone, Risk.PERFORMANCE, Severity.MEDIUM, python, python)
        loads = _inspection("libmpdec3", "libc.so.6", "libmpdec.so.3")
        yield Example("its module asks for it", gone, Risk.PERFORMANCE, Severity.MEDIUM, python, python, loads)
        own = _inspection("libmpdec3", "libc.so.6", "libm.so.6")
        yield Example("its module brings it along", gone, None, None, python, python, own)
        yield Example("there is no Python", gone, None)
        library = SharedLibrary(soname="libmpdec.so.3", owner="dpkg:libmpdec3")
        key = Key(Domain.NATIVE, library.soname)
        copied = Fact(key, replace(library, owner=None))
        yield Example("the library is there", gone, None, None, (*python, Fact(key, library)), (*python, copied))
        crypto = Change.of(Key(Domain.SYSTEM, "dpkg:libssl3"), None, Package(version="3.0.15"))
        yield Example("no TLS in dev", crypto, Risk.BEHAVIOUR, Severity.HIGH, python, python)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value = change.before or change.after
        side = change.lacking
        if side is None or not isinstance(value, Package):
            return
        kind = category_of("system", "standard_library", change.key.name.partition(":")[2].lower())
        having, lacking = context.snapshot(side.other), context.snapshot(side)
        if kind is None or lacking.find(PYTHON.domain, PYTHON.name) is None or _there(change.key.name, lacking):
            return
        if _replaced(change.key.name, having, lacking):
            return
        modules = context.inspection.standard_modules.get(change.key.name)
        wanted = () if modules is None else _libraries(kind, modules, lacking)
        if modules is not None and not wanted:
            return  # the module is part of the interpreter, has the library inside, or finds it elsewhere
        yield self.finding(
            change,
            risk=kind.risk,
            severity=kind.severity,
            confidence=SEEN if wanted else kind.confidence,
            reason=f"{side} has no such package: {kind.sentence}",
            remedy=kind.remedy,
            evidence=(
                *(Evidence(what=f"{kind.name} in {side} asks for {name}") for name in wanted),
                Evidence(what=f"loaded by {kind.name} of the standard library"),
            ),
            sources=(kind.source,),
        )


def _libraries(kind: Category, modules: Mapping[str, tuple[str, ...]], side: Snapshot) -> tuple[str, ...]:
    """What the module loads beside the C library and cannot find there."""
    return tuple(
        name
        for name in modules.get(kind.name, ())
        if not name.startswith(COMMON) and side.find(Domain.NATIVE, name) is None
    )


def _replaced(key: str, having: Snapshot, lacking: Snapshot) -> bool:
    """Whether the libraries of the package are there all the same: from another package, or copied."""
    own = {
        fact.value.soname
        for fact in having.within(Domain.NATIVE)
        if isinstance(fact.value, SharedLibrary) and fact.value.owner == key
    }
    return bool(own) and all(lacking.find(Domain.NATIVE, soname) is not None for soname in own)


def _there(key: str, side: Snapshot) -> bool:
    """Whether a package of that name with other numbers in it is there."""
    return any(
        isinstance(fact.value, Package) and stem(fact.key.name.removesuffix("t64")) == stem(key.removesuffix("t64"))
        for fact in side.within(Domain.SYSTEM)
    )
