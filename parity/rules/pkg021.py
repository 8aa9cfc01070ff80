"""PKG021: a package that is data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.contents import comparable, differing, evidence, mostly_data
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge import category_of
from parity.model.change import Change, ChangeKind
from parity.model.distribution import Distribution, FileClass, FileSet
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key


def _sample(version: str, data: str = "", code: str = "aa") -> Distribution:
    files = (
        FileSet(kind=FileClass.PYTHON, digest=code * 32, count=3, size=10_000),
        FileSet(kind=FileClass.DATA, digest=data * 32, count=600, size=500_000),
    )
    return Distribution(version=version, location="lib", layout="dist-info", files=files if data else ())


class PKG021(Rule):
    """A package whose content is data differs: time zones, word lists, certificates, tables.

    What it detects:
        The package is known to be a data table, or its files show it: data changed and little or no code did.
    Why it matters:
        Data is read, not called: another offset, stop word or holiday changes results silently and without any change
        of the interface. In measured pairs of which mostly data had changed, results changed in all.
    Known false alarms:
        The application reads none of the rows that changed.
    What to do:
        Pin the data package like a model: the same version on both sides.
    References:
        https://data.iana.org/time-zones/tzdb/NEWS
    """

    name = "data-package"
    domain = Domain.DISTRIBUTION
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        pytz = Change.of(Key(Domain.DISTRIBUTION, "pytz"), _sample("2022.1"), _sample("2023.3"))
        yield Example("other time zones", pytz, Risk.BEHAVIOUR, Severity.MEDIUM)
        table = Change.of(Key(Domain.DISTRIBUTION, "zip-codes"), _sample("1.1", "11"), _sample("1.2", "22"))
        yield Example("only data changed", table, Risk.BEHAVIOUR, Severity.MEDIUM)
        corrected = Change.of(
            Key(Domain.DISTRIBUTION, "pytz"), _sample("2023.3", "11"), _sample("2023.3.post1", "11", code="bb")
        )
        yield Example("known as data, and its data is the same", corrected, None)
        code = Change.of(Key(Domain.DISTRIBUTION, "slugify"), _sample("1.1"), _sample("1.2"))
        yield Example("not known as data", code, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if change.kind is not ChangeKind.CHANGED:
            return
        if not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        kind = category_of("system", "data_packages", change.key.name)
        kinds = differing(before, after) if comparable(before, after) else frozenset()
        if kind is None and not mostly_data(after, kinds):
            return
        if comparable(before, after) and FileClass.DATA not in kinds and _lies_in_data(before):
            return  # its data is the same to the byte
        yield self.finding(
            change,
            risk=kind.risk if kind else Risk.BEHAVIOUR,
            severity=kind.severity if kind else Severity.MEDIUM,
            confidence=kind.confidence if kind else 0.8,
            reason=kind.sentence
            if kind
            else "what changed in it is data, which is read and not called: results follow it",
            remedy=kind.remedy
            if kind
            else f"pin {change.key.name}=={before.version} on both sides, as one pins a model's weights",
            evidence=(
                Evidence(what="version", before=before.version, after=after.version),
                *evidence(before, after, kinds),
            ),
            sources=(kind.source,) if kind else (),
        )


def _lies_in_data(value: Distribution) -> bool:
    """Whether most of a package is files of data, and not tables written as Python."""
    data, code = value.file_set(FileClass.DATA), value.file_set(FileClass.PYTHON)
    return data is not None and (code is None or data.size > code.size)
