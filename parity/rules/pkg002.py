"""PKG002: only files that never run differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.contents import comparable, differing, evidence, running
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import Distribution, FileClass, FileSet
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key

_CODE = FileSet(kind=FileClass.PYTHON, digest="ab" * 32, count=9, size=90_000)


def _sample(version: str, tests: str, code: FileSet = _CODE) -> Distribution:
    files = (code, FileSet(kind=FileClass.TESTS, digest=tests * 32, count=4, size=1_000))
    return Distribution(version=version, location="lib", layout="dist-info", files=files)


class PKG002(Rule):
    """A package differs only in documentation, tests, type stubs, metadata or launchers.

    What it detects:
        Python, native and data files are identical on both sides; files of other classes are not.
    Why it matters:
        It does not: a served program loads none of the files that differ.
    Known false alarms:
        A program that imports a package's tests, or that acts on `importlib.metadata` or on `__version__` of another
        package.
    What to do:
        Nothing. Align the versions where the difference in the record disturbs.
    """

    name = "inert-files-differ"
    domain = Domain.DISTRIBUTION
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.DISTRIBUTION, "idna")
        yield Example(
            "other tests", Change.of(key, _sample("3.6", "aa"), _sample("3.6", "bb")), Risk.NONE, Severity.INFO
        )
        yield Example(
            "a new version with the same code",
            Change.of(key, _sample("3.6", "aa"), _sample("3.6.post1", "bb")),
            Risk.NONE,
            Severity.INFO,
        )
        code = FileSet(kind=FileClass.PYTHON, digest="cd" * 32, count=9, size=90_010)
        yield Example("other code", Change.of(key, _sample("3.6", "aa"), _sample("3.6", "bb", code)), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        kinds = differing(before, after)
        if not comparable(before, after) or not kinds or running(kinds):
            return
        names = ", ".join(kind.value for kind in FileClass if kind in kinds)
        yield self.harmless(
            change,
            confidence=0.99,
            reason=f"everything that runs is identical; only {names} differ",
            evidence=(
                Evidence(what="version", before=before.version, after=after.version),
                *evidence(before, after, kinds),
            ),
        )
