"""PKG003: installed files are not those that were installed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import AlteredFile, Distribution, FileClass, Integrity
from parity.model.edits import FileEdits, Inspection, PackageEdits
from parity.model.facts import Value
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.side import Side

MOST_FILES = 10  # named in the evidence


def _sample(kind: FileClass, path: str) -> Integrity:
    row = AlteredFile(path=path, kind=kind, recorded=f"sha256={'a' * 64}", actual=f"sha256={'b' * 64}")
    return Integrity(version="1.3.2", altered=(row,))


class PKG003(Rule):
    """Files of an installed package were changed or removed after its installation.

    What it detects:
        On one side files differ from the hashes in the package's own RECORD, or are missing, and on the other side
        they do not, or not in the same way. Rewritten launchers and byte code are not looked at.
    Why it matters:
        The version says the same on both sides while the code is not: a patch applied by hand, a vendor's change, a
        damaged layer. No tool that compares names and versions can see it.
    Known false alarms:
        Images that strip tests or static files from packages to save space report them as missing; missing files that
        cannot run are only information, and so are shared objects that lost their symbols and nothing else.
    What to do:
        Reinstall the package (`pip install --force-reinstall --no-deps NAME==VERSION`), or, if the patch is wanted,
        build it into a wheel with a local version and install that on both sides.
    References:
        https://packaging.python.org/en/latest/specifications/recording-installed-packages/#the-record-file
    """

    name = "altered-after-install"
    domain = Domain.DISTRIBUTION
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.DISTRIBUTION, "scikit-learn/integrity")
        patched = _sample(FileClass.PYTHON, "sklearn/tree/_classes.py")
        yield Example("a patched module in prod", Change.of(key, None, patched), Risk.BEHAVIOUR, Severity.HIGH)
        notes = _sample(FileClass.METADATA, "scikit_learn-1.3.2.dist-info/METADATA")
        yield Example("edited metadata", Change.of(key, None, notes), Risk.NONE, Severity.INFO)
        stripped = Change.of(key, None, _sample(FileClass.NATIVE, "sklearn/tree/_tree.cpython-311-x86_64-linux-gnu.so"))
        yield Example("another shared object", stripped, Risk.BEHAVIOUR, Severity.HIGH)
        row = FileEdits(kind=FileClass.NATIVE, changed=1, inert=1)
        seen = Inspection(packages={"scikit-learn": PackageEdits(older="before", files=(row,))})
        yield Example("a stripped one", stripped, Risk.NONE, Severity.INFO, inspection=seen)
        added = Change.of(
            Key(Domain.DISTRIBUTION, "six"), None, Distribution(version="1.16", location="", layout="conda")
        )
        yield Example("a package that was added", added, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not isinstance(before if before is not None else after, Integrity):
            return
        old = _problems(before) if isinstance(before, Integrity) else {}
        new = _problems(after) if isinstance(after, Integrity) else {}
        rows = sorted(path for path in old.keys() | new.keys() if old.get(path) != new.get(path))
        if not rows and _overwritten(before) != _overwritten(after):  # told by PKG050
            return
        name = change.key.name.partition("/")[0]
        stripped = _same_once_loaded(context.inspection.packages.get(name))
        acting = [
            path
            for path in rows
            if (told := new.get(path) or old[path])[0].runs and not (stripped and told[0] is FileClass.NATIVE)
        ]
        where = "both sides" if old and new else Side.AFTER if new else Side.BEFORE
        version = next(value.version for value in (after, before) if isinstance(value, Integrity))
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR if acting else Risk.NONE,
            severity=Severity.HIGH if acting else Severity.INFO,
            confidence=0.95,
            reason=(
                f"{_counted(len(acting))} of {name} {version} that {'runs is' if len(acting) == 1 else 'run are'} "
                f"not as installed, in {where}: "
                "the version is not the code"
                if acting
                else f"files of {name} {version} that cannot run"
                f"{', or are the same once they are loaded (stripped),' if stripped else ''} are not as installed, "
                f"in {where}"
            ),
            remedy=f"reinstall it: pip install --force-reinstall --no-deps {name}=={version}; "
            "if the patch is wanted, install the same patched build on both sides"
            if acting
            else "",
            evidence=tuple(
                Evidence(what=path, before=_state(old.get(path)), after=_state(new.get(path)))
                for path in (acting or rows)[:MOST_FILES]
            ),
            sources=("https://packaging.python.org/en/latest/specifications/recording-installed-packages/",),
        )


def _same_once_loaded(edits: PackageEdits | None) -> bool:
    """Whether every shared object that differs from the other side's has the same code and data: it was stripped."""
    row = next((row for row in edits.files if row.kind is FileClass.NATIVE), None) if edits else None
    return row is not None and not row.acts


def _counted(number: int) -> str:
    return "one installed file" if number == 1 else f"{number} installed files"


def _problems(value: Integrity) -> dict[str, tuple[FileClass, str]]:
    found = {row.path: (row.kind, f"altered, {row.actual[:19]}") for row in value.altered if row.by is None}
    return found | {path: (_class_of(path), "missing") for path in value.missing}


def _overwritten(value: Value | None) -> set[tuple[str, str]]:
    """Files that another package's installation replaced, and which one's."""
    return {(row.path, row.by) for row in value.altered if row.by} if isinstance(value, Integrity) else set()


def _class_of(path: str) -> FileClass:
    """What a missing file was for, from its name alone."""
    folders = path.lower().split("/")
    if any(folder in ("tests", "test", "testing") for folder in folders[:-1]):
        return FileClass.TESTS
    if any(folder.endswith((".dist-info", ".egg-info")) for folder in folders[:-1]):
        return FileClass.METADATA
    if path.endswith((".pyi", "py.typed")):
        return FileClass.STUBS
    if path.endswith(".py"):
        return FileClass.PYTHON
    if ".so" in folders[-1]:
        return FileClass.NATIVE
    return FileClass.DOCS if path.endswith((".md", ".rst", ".txt", ".html")) else FileClass.DATA


def _state(problem: tuple[FileClass, str] | None) -> str:
    return problem[1] if problem else "as installed"
