"""PKG051: importable files that no package installed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.code import SourceFile
from parity.model.distribution import UnownedFile, UnownedFiles
from parity.model.facts import Fact, Value
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.side import Side
from parity.reach import uses

MOST_FILES = 10
PREFIX = "unowned:"


def _sample(path: str, digest: str, beside: str | None = None) -> UnownedFiles:
    return UnownedFiles(files=(UnownedFile(path=path, sha256=digest * 64),), beside=beside)


class PKG051(Rule):
    """Importable files lie in site-packages that no package installed, and not the same ones on both sides.

    What it detects:
        Python files and extension modules in a site directory that are in no package's RECORD: copied there by hand,
        left behind by an older version, put there by a tool. What comes with the system's package manager is not
        looked at.
    Why it matters:
        No list of packages and no lock has them; a rebuilt image loses them without a word. Among a package's own
        modules, a left-over is imported where the package looks for plugins or tries an import.
    Known false alarms:
        Files that nothing imports.
    What to do:
        Make a package of them and install it on both sides, or delete them.
    References:
        https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file
    """

    name = "files-of-no-package"
    domain = Domain.DISTRIBUTION
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.DISTRIBUTION, "unowned:features")
        stray = _sample("lib/python3.11/site-packages/features.py", "a")
        code = (
            Fact(
                Key(Domain.CODE, "serve.py"),
                SourceFile(sha256="a" * 64, size=9, language="python", imports=("features",)),
            ),
        )
        yield Example(
            "the application imports it", Change.of(key, stray, None), Risk.BEHAVIOUR, Severity.HIGH, code, code
        )
        yield Example("nobody is seen to import it", Change.of(key, None, stray), Risk.BEHAVIOUR, Severity.LOW)
        inside = _sample("lib/python3.11/site-packages/sklearn/_patch.py", "a", "scikit-learn")
        yield Example(
            "among a package's modules",
            Change.of(Key(Domain.DISTRIBUTION, "unowned:sklearn"), None, inside),
            Risk.BEHAVIOUR,
            Severity.MEDIUM,
        )
        yield Example("another kind of fact", Change.of(Key(Domain.DISTRIBUTION, "features"), None, None), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        old, new = change.before, change.after
        value = new if isinstance(new, UnownedFiles) else old
        if change.kind is ChangeKind.UNKNOWN or not isinstance(value, UnownedFiles):
            return
        module = change.key.name.removeprefix(PREFIX)
        before, after = _files(old), _files(new)
        differing = sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path))
        if not differing:
            return
        importers = sorted({place for side in uses(context) for place in side.modules.get(module, ())})
        severity, confidence, why = _weigh(value.beside, importers)
        side = "both sides, with other content" if before and after else Side.AFTER if after else Side.BEFORE
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=severity,
            confidence=confidence,
            reason=f"{differing[0]}{f' and {len(differing) - 1} more' if len(differing) > 1 else ''} in {side}: "
            f"no package installed it; {why}",
            remedy="make a package of it and install that on both sides, or delete it",
            evidence=(
                *(
                    Evidence(what=path, before=_short(before.get(path)), after=_short(after.get(path)))
                    for path in differing[:MOST_FILES]
                ),
                *(Evidence(what=f"imported by {place}") for place in importers[:MOST_FILES]),
            ),
            sources=("https://packaging.python.org/en/latest/specifications/recording-installed-packages/",),
        )


def _weigh(beside: str | None, importers: list[str]) -> tuple[Severity, float, str]:
    if beside is not None:
        return Severity.MEDIUM, 0.55, f"it lies among the modules of {beside}, whose version does not tell it"
    if importers:
        return Severity.HIGH, 0.85, f"{importers[0]} imports it"
    return Severity.LOW, 0.35, "nothing was seen to import it, so this is inconclusive"


def _files(value: Value | None) -> dict[str, str]:
    return {file.path: file.sha256 for file in value.files} if isinstance(value, UnownedFiles) else {}


def _short(digest: str | None) -> str | None:
    return digest[:12] if digest else None
