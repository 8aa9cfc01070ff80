"""PKG030: how far apart two versions are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from packaging.version import Version

from parity.contents import comparable, differing, evidence, grown, running
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.distribution import Distribution, FileClass, FileSet
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.parsers.versions import parse_version

FIRST_YEAR = 2000  # a first component from here on is a year: 2024.1
MUCH = 0.03  # Python code that grew or shrank by more was rewritten in places, not patched
PROBE = "if results matter, run a probe that compares both"


@dataclass(frozen=True, slots=True)
class _Distance:
    words: str
    severity: Severity
    confidence: float
    major: bool = False


def _sample(version: str, code: str = "", size: int = 90_000) -> Distribution:
    files = (FileSet(kind=FileClass.PYTHON, digest=code * 32, count=9, size=size),) if code else ()
    return Distribution(version=version, location="lib", layout="dist-info", files=files)


class PKG030(Rule):
    """Two versions of a package of which nothing more is known than the distance between their numbers.

    What it detects:
        A package in another version when no rule with better evidence has spoken: by the distance of the version
        numbers and, where the files of both sides are listed, by what kind of file changed and how much.
    Why it matters:
        Measured on pairs with known outcome, a major step changes behaviour about every second time, and so does a
        minor one: semantic versioning's failure is what it leaves unsaid. A patch release usually changes nothing, and
        sometimes exactly the result in question.
    Known false alarms:
        Most patch releases. This rule is inconclusive by nature, and its confidence says so.
    What to do:
        Pin one version on both sides, or read the release notes between the two, or run both and compare the results.
    References:
        https://semver.org/
    """

    name = "version-distance"
    domain = Domain.DISTRIBUTION
    step = Step.VERSION

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.DISTRIBUTION, "featurelib")
        major = Change.of(key, _sample("1.4.2"), _sample("2.0.0"))
        yield Example("a major step", major, Risk.BEHAVIOUR, Severity.MEDIUM)
        patch = Change.of(key, _sample("1.4.2"), _sample("1.4.3"))
        yield Example("a patch release", patch, Risk.BEHAVIOUR, Severity.LOW)
        small = Change.of(key, _sample("1.4.2", "aa"), _sample("1.5.0", "bb", 90_400))
        yield Example("a minor step with few edits", small, Risk.BEHAVIOUR, Severity.LOW)
        large = Change.of(key, _sample("1.4.2", "aa"), _sample("1.5.0", "bb", 120_000))
        yield Example("a minor step with much new code", large, Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("a package that is gone", Change.of(key, _sample("1.4.2"), None), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if change.kind is not ChangeKind.CHANGED or before is None or after is None:
            return
        if not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        if before.version == after.version:
            return
        distance = _distance(before.version, after.version)
        kinds = running(differing(before, after)) if comparable(before, after) else None
        severity, confidence, seen = _weigh(distance, before, after, kinds)
        name = change.key.name
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=severity,
            confidence=confidence,
            reason=f"{distance.words}{seen}"
            + ("" if severity > Severity.LOW else "; nothing says that results change: inconclusive"),
            remedy=f"pin {name}=={before.version} (or =={after.version}) on both sides; {PROBE}",
            evidence=(
                Evidence(what="version", before=before.version, after=after.version),
                *evidence(before, after, kinds or frozenset()),
            ),
        )


def _distance(before: str, after: str) -> _Distance:
    old, new = parse_version(before), parse_version(after)
    if old is None or new is None:
        return _Distance("the versions cannot be ordered", Severity.LOW, 0.4)
    if old.release == new.release or old.public == new.public:
        return _within_release(old, new)
    if old.major >= FIRST_YEAR and new.major >= FIRST_YEAR:
        return _Distance("another calendar version, which promises nothing about compatibility", Severity.LOW, 0.4)
    return _release_step(old, new)


def _release_step(old: Version, new: Version) -> _Distance:
    if old.major != new.major:
        words = "another major version, which may change interfaces, defaults and results"
        return _Distance(words, Severity.MEDIUM, 0.6, major=True)
    if old.minor == new.minor:
        return _Distance("another patch release of the same minor version", Severity.LOW, 0.3)
    if old.major == 0:
        return _Distance("another minor version before 1.0, where anything may change", Severity.MEDIUM, 0.5)
    words = "another minor version; such releases change behaviour about every second time"
    return _Distance(words, Severity.MEDIUM, 0.45)


def _within_release(old: Version, new: Version) -> _Distance:
    if old.is_prerelease is not new.is_prerelease or old.pre != new.pre or old.dev != new.dev:
        return _Distance("a pre-release against another build of the release it leads to", Severity.LOW, 0.4)
    if old.post != new.post:
        return _Distance("a post-release, which should only correct packaging", Severity.LOW, 0.1)
    return _Distance("another build of the same release", Severity.LOW, 0.3)


def _weigh(
    distance: _Distance, before: Distribution, after: Distribution, kinds: frozenset[FileClass] | None
) -> tuple[Severity, float, str]:
    """Severity, confidence and what the files add in words; `kinds` None where the files are not known."""
    if kinds is None:
        return distance.severity, distance.confidence, ""
    if kinds == {FileClass.NATIVE} and before.file_set(FileClass.PYTHON) is None:
        return distance.severity, distance.confidence, ", and all its code is compiled"
    if kinds == {FileClass.NATIVE}:
        if distance.major:  # the promise is about what is compiled, where all that changed is
            return distance.severity, min(distance.confidence, 0.55), ", in which only compiled files differ"
        return Severity.LOW, min(distance.confidence, 0.3), ", in which only compiled files differ"
    if FileClass.PYTHON not in kinds:
        return Severity.LOW, min(distance.confidence, 0.3), ", in which no Python file differs"
    return _weigh_code(distance, before, after)


def _weigh_code(distance: _Distance, before: Distribution, after: Distribution) -> tuple[Severity, float, str]:
    if distance.severity is Severity.LOW:
        return Severity.LOW, distance.confidence, ""
    if grown(before, after, FileClass.PYTHON) < MUCH and not distance.major:
        return Severity.LOW, distance.confidence - 0.1, ", with few edits by the size of its code"
    return distance.severity, min(distance.confidence + 0.1, 0.7), ", with much of its code changed"
