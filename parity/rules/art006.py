"""ART006: the same values, laid out otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.artifact import Artifact
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key

_SOURCE = "https://numpy.org/doc/stable/dev/internals.html"


def _array(sha256: str, layout: str | None = None, meaning: str = "m") -> Artifact:
    return Artifact(format="numpy", size=10, sha256=sha256, meaning=meaning, layout=layout)


class ART006(Rule):
    """An array holds the same values on both sides, and they lie in another order.

    What it detects:
        NumPy arrays whose values are equal index by index, stored by columns instead of by rows, or with the bytes of
        each number reversed.
    Why it matters:
        The loaded array keeps the order of the file: what reads along the other direction (rows gathered from a table
        of embeddings, products) touches far more memory, and numbers in foreign byte order are converted at each use.
        Sums over another order of memory can differ in last bits.
    Known false alarms:
        Arrays that are copied into another order when they are loaded, or are small.
    What to do:
        Save it with numpy.ascontiguousarray on both sides.
    References:
        https://numpy.org/doc/stable/dev/internals.html
    """

    name = "array-order"
    domain = Domain.ARTIFACT
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.ARTIFACT, "embeddings.npy")
        columns = Change.of(key, _array("aa"), _array("bb", "column-major"))
        yield Example("stored by columns", columns, Risk.PERFORMANCE, Severity.MEDIUM)
        other = Change.of(key, _array("aa"), _array("bb", "column-major", "n"))
        yield Example("other values", other, None)
        yield Example("only its header differs", Change.of(key, _array("aa"), _array("bb")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if change.kind is not ChangeKind.CHANGED:
            return
        if not (isinstance(before, Artifact) and isinstance(after, Artifact)) or before.layout == after.layout:
            return
        if before.meaning is None or before.meaning != after.meaning or before.format == "sqlite":
            return  # a database's layout is its indexes
        yield self.finding(
            change,
            risk=Risk.PERFORMANCE,
            severity=Severity.MEDIUM,
            confidence=0.65,
            reason=f"{change.key.name} holds the same values, and they lie otherwise: what reads along the other "
            "direction, or computes with the numbers, takes another time",
            remedy="save it with numpy.ascontiguousarray, in native byte order, on both sides",
            evidence=(Evidence(what="layout", before=before.layout or "by rows", after=after.layout or "by rows"),),
            sources=(_SOURCE,),
        )
