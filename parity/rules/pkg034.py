"""PKG034: a package that is a native library."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.brought import brought_by
from parity.deduction.native_statements import Consequence, version_consequences
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge.libraries import about
from parity.model.change import Change, ChangeKind
from parity.model.distribution import Distribution
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.side import Side
from parity.parsers.native_families import family_of_distribution


def _sample(version: str) -> Distribution:
    return Distribution(version=version, location="lib", layout="dist-info")


class PKG034(Rule):
    """A package that carries a native library of a known kind, and nothing else.

    What it detects:
        Packages of CUDA's libraries (nvidia-cublas-cu12, nvidia-cudnn-cu12, ...), of MKL and of the run times of OpenMP
        and TBB, in another version or on one side only.
    Why it matters:
        They compute what the frameworks above them return: other kernels round otherwise in last bits and have another
        speed.
    Known false alarms:
        Libraries that the application's models never reach.
    What to do:
        Install the same version on both sides, from one lock.
    References:
        Every finding names a document about its kind.
    """

    name = "native-library-package"
    domain = Domain.DISTRIBUTION
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.DISTRIBUTION, "nvidia-cudnn-cu12")
        newer = Change.of(key, _sample("8.9.7.29"), _sample("9.1.0.70"))
        yield Example("another cuDNN", newer, Risk.BEHAVIOUR, Severity.LOW)
        yield Example("with other kernels", newer, Risk.PERFORMANCE, Severity.MEDIUM)
        yield Example("no cuDNN in prod", Change.of(key, _sample("9.1.0.70"), None), Risk.PERFORMANCE)
        plain = Key(Domain.DISTRIBUTION, "nvidia-ml-py")
        yield Example("no library", Change.of(plain, _sample("11.5"), _sample("12.5")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        family = family_of_distribution(change.key.name)
        before, after = (
            value.version if isinstance(value, Distribution) else None for value in (change.before, change.after)
        )
        if family is None or before == after or change.kind is ChangeKind.UNKNOWN:
            return
        if brought_by(change, context):  # what required it differs, and is told
            return
        where = ""
        if before is not None and after is not None:
            found = version_consequences(family.name, family.provider, before, after, context)
        else:
            where = f"{Side.AFTER if after is None else Side.BEFORE} lacks it: "
            found = tuple(
                Consequence(
                    risk=entry.risk, severity=entry.severity, confidence=entry.confidence, reason=entry.sentence,
                    remedy=entry.remedy, sources=(entry.source,),
                )
                for entry in about(family.name, family.provider, "presence")
            )  # fmt: skip
        for told in found:
            yield self.finding(
                change,
                risk=told.risk,
                severity=told.severity,
                confidence=told.confidence,
                reason=f"{where}{told.reason}",
                remedy=told.remedy or f"install {change.key.name}=={before or after} on both sides",
                evidence=(
                    Evidence(what="version", before=before, after=after),
                    Evidence(what=f"it is a library of kind {family.name} ({family.provider})"),
                ),
                sources=told.sources,
            )
