"""PKG105: a release whose core is compiled against one whose core is not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.contents import comparable
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import Distribution, FileClass, FileSet
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import SharedLibrary
from parity.model.side import Side
from parity.model.snapshot import Snapshot


def _sample(version: str, *, compiled: bool) -> Distribution:
    files = [FileSet(kind=FileClass.PYTHON, digest=version * 8, count=9, size=90_000)]
    if compiled:
        files.append(FileSet(kind=FileClass.NATIVE, digest=version * 8, count=2, size=900_000))
    return Distribution(version=version, location="lib", layout="dist-info", files=tuple(files))


class PKG105(Rule):
    """One release of a package has compiled modules, the other has Python files only.

    What it detects:
        Two versions, of which one installed shared objects and the other none, both with all their files known.
    Why it matters:
        Compiling a core, or giving it up, is done for speed, or at the cost of it: factors of two and more are usual.
    Known false alarms:
        A core that moved into a distribution of its own, which is required from then on; modules that were compiled for
        something else than speed.
    What to do:
        Measure what the application does with it, or pin one version on both sides.
    """

    name = "compiled-core-came-or-went"
    domain = Domain.DISTRIBUTION
    step = Step.SIGNS

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.DISTRIBUTION, "featurelib")
        came = Change.of(key, _sample("1.4", compiled=False), _sample("2.0", compiled=True))
        yield Example("compiled from 2.0 on", came, Risk.PERFORMANCE, Severity.MEDIUM)
        both = Change.of(key, _sample("1.4", compiled=True), _sample("2.0", compiled=True))
        yield Example("compiled on both sides", both, None)
        carried = tuple(
            Fact(Key(Domain.NATIVE, f"featurelib:lib{name}.so"), SharedLibrary(soname=f"lib{name}.so"))
            for name in ("sndfile", "flac")
        )
        yield Example("known libraries carried along", came, None, None, (), carried)
        same = Change.of(key, _sample("1.4", compiled=True), _sample("1.4", compiled=False))
        yield Example("the same version is another rule's", same, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        if before.version == after.version or not comparable(before, after):
            return
        old, new = (value.file_set(FileClass.NATIVE) for value in (before, after))
        if (old is None) is (new is None) or not all(value.file_set(FileClass.PYTHON) for value in (before, after)):
            return
        side, snapshot = (Side.AFTER, context.after) if new is not None else (Side.BEFORE, context.before)
        if _only_carries(change.key.name, (new or old), snapshot):
            return
        yield self.finding(
            change,
            risk=Risk.PERFORMANCE,
            severity=Severity.MEDIUM,
            confidence=0.55,
            reason=f"only {side} has compiled modules of {change.key.name}: its speed differs",
            remedy=f"pin {change.key.name}=={before.version} (or =={after.version}) on both sides, or measure both",
            evidence=(
                Evidence(what="version", before=before.version, after=after.version),
                Evidence(
                    what="shared objects",
                    before=str(old.count if old else 0),
                    after=str(new.count if new else 0),
                ),
            ),
        )


def _only_carries(name: str, native: FileSet | None, snapshot: Snapshot) -> bool:
    """Whether all its shared objects are known libraries that it carries along, and none is its own code."""
    carried = [
        fact
        for fact in snapshot.within(Domain.NATIVE)
        if fact.key.name.startswith(f"{name}:") and isinstance(fact.value, SharedLibrary)
    ]
    return native is not None and len(carried) >= native.count and not snapshot.find(Domain.NATIVE, f"modules:{name}")
