"""PKG050: two packages that own the same files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.quantities import listed
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.distribution import AlteredFile, FileClass, Integrity
from parity.model.facts import Value
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.side import Side

MOST_FILES = 6


class PKG050(Rule):
    """A package's files were overwritten by another installed package.

    What it detects:
        Two distributions record the same path with other content, and what lies there is the other one's:
        opencv-python and opencv-python-headless, two packages of one namespace.
    Why it matters:
        Which code runs depends on the order of installation, which no list of versions shows: the version that is told
        is not the code that runs.
    Known false alarms:
        Packages that overwrite each other with equivalent code.
    What to do:
        Install only one of the two, in the same order on both sides.
    References:
        https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file
    """

    name = "overwritten-by-another-package"
    domain = Domain.DISTRIBUTION
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.DISTRIBUTION, "opencv-python/integrity")
        lost, patched = (
            Integrity(
                version="4.10",
                altered=(
                    AlteredFile(path="cv2/a.py", kind=FileClass.PYTHON, recorded="sha256=a", actual="sha256=b", by=by),
                ),
            )
            for by in ("opencv-python-headless", None)
        )
        yield Example("the headless build came last in prod", Change.of(key, None, lost), Risk.BEHAVIOUR, Severity.HIGH)
        yield Example("patched by hand", Change.of(key, None, patched), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        old, new = _overwritten(change.before), _overwritten(change.after)
        differing = sorted(path for path in old.keys() | new.keys() if _by(old.get(path)) != _by(new.get(path)))
        if change.kind is ChangeKind.UNKNOWN or not differing:
            return
        rows = {path: new.get(path) or old[path] for path in differing}
        acting = [path for path, row in rows.items() if row.kind.runs]
        owners = sorted({row.by for row in rows.values() if row.by})
        name = change.key.name.partition("/")[0]
        where = "both sides" if old and new else Side.AFTER if new else Side.BEFORE
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR if acting else Risk.NONE,
            severity=Severity.HIGH if acting else Severity.INFO,
            confidence=0.8,
            reason=f"in {where} {listed(owners, 3)} overwrote {len(rows)} files of {name}"
            + (": the order of installation decides which code runs" if acting else ", none of which can run"),
            remedy=f"uninstall either {name} or {listed(owners, 3)}, and reinstall the other" if acting else "",
            evidence=tuple(
                Evidence(what=path, before=_owner(old.get(path), name), after=_owner(new.get(path), name))
                for path in (acting or differing)[:MOST_FILES]
            ),
            sources=("https://packaging.python.org/en/latest/specifications/recording-installed-packages/",),
        )


def _overwritten(value: Value | None) -> dict[str, AlteredFile]:
    return {row.path: row for row in value.altered if row.by} if isinstance(value, Integrity) else {}


def _by(row: AlteredFile | None) -> str | None:
    return row.by if row else None


def _owner(row: AlteredFile | None, own: str) -> str:
    return f"of {row.by}" if row else f"of {own}"
