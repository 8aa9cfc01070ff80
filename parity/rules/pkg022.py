"""PKG022: type stubs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.contents import comparable, running
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import Distribution, FileClass
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key


def _sample(version: str) -> Distribution:
    return Distribution(version=version, location="lib", layout="dist-info")


class PKG022(Rule):
    """A package of type stubs differs.

    What it detects:
        A package that by its name (types-*, *-stubs, PEP 561) or by its files holds nothing but type stubs.
    Why it matters:
        It does not: only type checkers read stubs.
    Known false alarms:
        None known; a package of that name with Python files is left alone.
    What to do:
        Nothing.
    References:
        https://peps.python.org/pep-0561/
    """

    name = "type-stubs"
    domain = Domain.DISTRIBUTION
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        stubs = Change.of(Key(Domain.DISTRIBUTION, "types-requests"), _sample("2.31.0.1"), _sample("2.32.0.1"))
        yield Example("stubs of another version", stubs, Risk.NONE, Severity.INFO)
        gone = Change.of(Key(Domain.DISTRIBUTION, "pandas-stubs"), _sample("2.1.4"), None)
        yield Example("stubs on one side only", gone, Risk.NONE, Severity.INFO)
        code = Change.of(Key(Domain.DISTRIBUTION, "requests"), _sample("2.31.0"), _sample("2.32.0"))
        yield Example("the package itself", code, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        sides = [value for value in (change.before, change.after) if isinstance(value, Distribution)]
        if not sides or not all(_is_stubs(change.key.name, value) for value in sides):
            return
        if len(sides) == 2 and comparable(*sides) and not running(_kinds(sides[0]) | _kinds(sides[1])):
            return  # said by PKG002: nothing that runs differs
        old, new = (
            value.version if isinstance(value, Distribution) else None for value in (change.before, change.after)
        )
        yield self.harmless(
            change,
            confidence=0.98,
            reason="type stubs are read by type checkers only",
            evidence=(Evidence(what="version", before=old, after=new),),
            sources=("https://peps.python.org/pep-0561/",),
        )


def _is_stubs(name: str, value: Distribution) -> bool:
    if value.file_set(FileClass.PYTHON) or value.file_set(FileClass.NATIVE):
        return False
    return (
        name.startswith("types-") or name.endswith("-stubs") or _kinds(value) == {FileClass.STUBS, FileClass.METADATA}
    )


def _kinds(value: Distribution) -> frozenset[FileClass]:
    return frozenset(files.kind for files in value.files)
