"""PKG005: compiled on one side, pure Python on the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.contents import comparable, evidence
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge import category_of
from parity.model.change import Change
from parity.model.distribution import Distribution, FileClass, FileSet
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.side import Side


def _sample(*, compiled: bool, version: str = "1.0.7") -> Distribution:
    code = FileSet(kind=FileClass.PYTHON, digest="aa" * 32, count=5, size=50_000)
    native = FileSet(kind=FileClass.NATIVE, digest="bb" * 32, count=1, size=400_000)
    return Distribution(
        version=version, location="lib", layout="dist-info",
        files=(code, native) if compiled else (code,),
        tags=("cp311-cp311-manylinux_2_17_x86_64",) if compiled else ("py3-none-any",),
    )  # fmt: skip


class PKG005(Rule):
    """The same version of a package is compiled on one side and pure Python on the other.

    What it detects:
        One side has shared objects and the other, at the same version, has none: the package falls back to its Python
        implementation.
    Why it matters:
        The answers are the same, the speed is not: measured factors lie between 7 and 98 on the package's own work.
    Known false alarms:
        Packages that spend little of a program's time; the compiled variant has once been seen to be the slower one.
    What to do:
        Install the wheel for the platform: find out why pip took the pure wheel or built without a compiler (musl,
        an unusual architecture, a new Python version, `--no-binary`).
    """

    name = "pure-python-fallback"
    domain = Domain.DISTRIBUTION
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.DISTRIBUTION, "msgpack")
        lost = Change.of(key, _sample(compiled=True), _sample(compiled=False))
        yield Example("no extension in prod", lost, Risk.PERFORMANCE, Severity.HIGH)
        small = Change.of(Key(Domain.DISTRIBUTION, "charset-normalizer"), lost.before, lost.after)
        yield Example("a package that is seldom on the hot path", small, Risk.PERFORMANCE, Severity.LOW)
        newer = Change.of(key, _sample(compiled=True), _sample(compiled=False, version="1.1.0"))
        yield Example("another version is judged by its version", newer, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        if before.version != after.version or not comparable(before, after):
            return
        compiled_before, compiled_after = (value.file_set(FileClass.NATIVE) is not None for value in (before, after))
        if compiled_before is compiled_after:
            return
        slow = Side.AFTER if compiled_before else Side.BEFORE
        kind = category_of("system", "compiled_parts", change.key.name)
        yield self.finding(
            change,
            risk=Risk.PERFORMANCE,
            severity=kind.severity if kind else Severity.HIGH,
            confidence=kind.confidence if kind else 0.9,
            reason=f"{slow} has no compiled extension of {change.key.name} {before.version} "
            f"and runs its pure-Python fallback{f'; {kind.sentence}' if kind else ', many times slower'}",
            remedy=f"install the platform wheel of {change.key.name}=={before.version} in {slow} "
            "(pip install --only-binary :all: --force-reinstall)",
            evidence=(
                *evidence(before, after, frozenset({FileClass.NATIVE})),
                Evidence(what="wheel tags", before=" ".join(before.tags) or None, after=" ".join(after.tags) or None),
            ),
            sources=(kind.source,) if kind else (),
        )
