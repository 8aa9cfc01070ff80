"""PKG033: a package on one side only that code of the other side imports where it is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from parity.deduction.absence import Absence, absence_of, importers_of, is_for_speed, is_front
from parity.deduction.absence_documents import documented_absence
from parity.deduction.brought import brought_by
from parity.deduction.missing import missing
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge import category_of, members_of
from parity.model.change import Change
from parity.model.distribution import Distribution, FileClass, FileSet
from parity.model.edits import Importer, ImportGuard, Inspection
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.reach import Use, uses

MOST_PLACES = 5
ASIDE = 0.35  # of what no answer passes through
MANY_FILES = 3  # that import it: then it is a feature, declared or not
WORDS = {
    ImportGuard.NONE: "which imports it without a guard",
    ImportGuard.WHEN_USED: "which raises without it when that is used",
    ImportGuard.ASKED: "which asks whether it is there",
    ImportGuard.WITHOUT: "which goes on without it",
    ImportGuard.STUB: "where an empty function stands in for it",
    ImportGuard.FALLBACK: "which has another implementation for its absence",
}


@dataclass(frozen=True, slots=True)
class _Verdict:
    risk: Risk
    severity: Severity
    confidence: float
    words: str


def _sample(*, compiled: bool = False) -> Change:
    kinds = (FileClass.PYTHON, FileClass.NATIVE) if compiled else (FileClass.PYTHON,)
    files = tuple(FileSet(kind=kind, digest="11" * 32, count=1, size=400_000) for kind in kinds)
    value = Distribution(version="1.0", location="lib", layout="dist-info", top_level=("quickparse",), files=files)
    return Change.of(Key(Domain.DISTRIBUTION, "quickparse"), value, None)


def _seen(guard: ImportGuard, instead: str = "", path: str = "reader/core.py", summary: str = "") -> Inspection:
    place = Importer(distribution="quickparse", owner="reader", path=path, line=3, guard=guard, instead=instead)
    summaries = {"quickparse": summary} if summary else {}
    return Inspection(importers={"quickparse": (place,)}, summaries=summaries)


def _reader(version: str, *requires: str) -> Fact:
    value = Distribution(version=version, location="lib", layout="dist-info", requires=requires)
    return Fact(Key(Domain.DISTRIBUTION, "reader"), value)


class PKG033(Rule):
    """A package is installed on one side only, and code of the other side imports it if it can.

    What it detects:
        An added or removed package that Python on the side without it imports: in the application or in the packages
        that it uses. What becomes of each import that fails is read from the source: another module or function takes
        its place, the code goes on without, or it raises when that part is used.
    Why it matters:
        Where a compiled package has a stand-in, or says of itself that it is fast and is not needed, the same is done
        more slowly, and nothing warns. Where a Python one
        has, another implementation answers, which need not agree. Without a stand-in, requests that need it fail.
    Known false alarms:
        Imports in parts of a package that the application does not use: other file formats, databases, clouds. What a
        package imports in one or two places, and names in none of its extras (reports on itself, hints for developers),
        is told as inconclusive; so is what a package needs that only other packages use. What is there only because
        another version of a package requires it is left to that.
    What to do:
        Install it on both sides, as an explicit requirement.
    References:
        https://docs.python.org/3/library/exceptions.html#ImportError
    """

    name = "optional-import"
    domain = Domain.DISTRIBUTION
    step = Step.SIGNS

    def examples(self) -> Iterable[Example]:
        compiled, plain = _sample(compiled=True), _sample()
        replaced = _seen(ImportGuard.FALLBACK, "json")
        yield Example("compiled, with a stand-in", compiled, Risk.PERFORMANCE, Severity.MEDIUM, inspection=replaced)
        yield Example("Python, with a stand-in", plain, Risk.BEHAVIOUR, Severity.LOW, inspection=replaced)
        asked = _seen(ImportGuard.ASKED, summary="Fast parser of quick texts")
        yield Example("says it is fast, asked for", compiled, Risk.PERFORMANCE, Severity.MEDIUM, inspection=asked)
        needed = _seen(ImportGuard.WHEN_USED)
        reader = (_reader("2.0", "quickparse; extra == 'fast'"),)
        yield Example(
            "raises when it is used", compiled, Risk.BEHAVIOUR, Severity.MEDIUM, reader, reader, inspection=needed
        )
        yield Example("raises, in no extra", compiled, Risk.BEHAVIOUR, Severity.LOW, inspection=needed)
        newer = ((_reader("2.0", "quickparse"),), (_reader("1.0"),))
        yield Example("it came with another version", compiled, None, None, *newer, inspection=needed)
        front = _seen(ImportGuard.NONE, path="reader/__init__.py")
        yield Example("who imports it cannot be imported", plain, Risk.BEHAVIOUR, Severity.HIGH, inspection=front)
        yield Example("nobody imports it", compiled, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        lack = missing(change)
        if lack is None:
            return
        name, side = lack.name, lack.side
        places = importers_of(name, context)
        if not places or any(documented_absence(change, context)):  # what is documented is told by PKG011
            return
        use = side.of(uses(context))
        declaring = {"", *(one.name for one in use.requirers.get(name, ()))}
        places = tuple(sorted(places, key=lambda one: one.owner not in declaring))
        absence = absence_of(places)
        if brought_by(change, context) and not any(one.instead for one in absence.replaced):
            return
        needed = [one for one in absence.needed if not _is_hidden(one, use)]
        fast = is_for_speed(name, context) and (bool(absence.without) or not absence.needed)
        verdict = _judge(name, lack.distribution, absence, feature=_is_feature(needed, declaring), fast=fast)
        first = (*absence.needed, *absence.replaced, *absence.without, *places)
        if verdict.risk is Risk.PERFORMANCE or not absence.needed:
            first = (*absence.replaced, *absence.without, *places)
        yield self.finding(
            change,
            risk=verdict.risk,
            severity=verdict.severity,
            confidence=verdict.confidence,
            reason=f"{name} is not installed in {side}, where {_place(first[0])} imports it: {verdict.words}",
            remedy=lack.remedy,
            evidence=(
                lack.evidence,
                *(Evidence(what=_told(place)) for place in dict.fromkeys(first[:MOST_PLACES])),
            ),
        )


def _judge(name: str, value: Distribution, absence: Absence, *, feature: bool, fast: bool) -> _Verdict:
    supporting = category_of("system", "supporting_packages", name) is not None  # it computes nothing that a model sees
    if name in members_of("system", "distributions", "development tools"):
        return replace(_of_answers(absence, feature=feature), severity=Severity.LOW, confidence=ASIDE)
    if value.file_set(FileClass.NATIVE) is not None and (fast or _is_accelerator(value, absence)):
        kind = category_of("system", "compiled_parts", name)
        severity = min(kind.severity, Severity.MEDIUM) if kind else Severity.MEDIUM
        sure = any(one.instead for one in absence.replaced) if supporting else bool(absence.replaced)
        confidence = 0.65 if sure else 0.35 if supporting else 0.55
        return _Verdict(Risk.PERFORMANCE, severity, confidence, "compiled code gives way to a slower path")
    verdict = _of_answers(absence, feature=feature)
    aside = supporting and not absence.needed
    return replace(verdict, severity=Severity.LOW, confidence=ASIDE) if aside else verdict


def _is_hidden(place: Importer, use: Use) -> bool:
    """Whether the application only has it for the sake of another package, which would require what it needs of it."""
    return use.visible and place.owner in use.required and place.owner not in use.started


def _is_feature(needed: Sequence[Importer], declaring: Collection[str]) -> bool:
    """Whether who fails without it says so in an extra (the application, "", need not), or imports it in many files."""
    files: dict[str, set[str]] = {}
    for one in needed:
        files.setdefault(one.owner, set()).add(one.path)
    return any(owner in declaring or len(paths) >= MANY_FILES for owner, paths in files.items())


def _of_answers(absence: Absence, *, feature: bool) -> _Verdict:
    if any(is_front(one) for one in absence.needed):
        return _Verdict(Risk.BEHAVIOUR, Severity.HIGH, 0.85, "nothing of it can be imported")
    if absence.needed and not feature:
        return _Verdict(Risk.BEHAVIOUR, Severity.LOW, 0.4, "a part of it that nothing asks for raises when used")
    if absence.needed:
        confidence = 0.6 if any(one.guard is ImportGuard.WHEN_USED for one in absence.needed) else 0.5
        return _Verdict(Risk.BEHAVIOUR, Severity.MEDIUM, confidence, "what needs it there raises when used")
    if absence.replaced:
        instead = next((one.instead for one in absence.replaced if one.instead), "another implementation")
        return _Verdict(Risk.BEHAVIOUR, Severity.LOW, 0.5, f"{instead} takes its place, which need not give the same")
    if absence.without:
        return _Verdict(Risk.BEHAVIOUR, Severity.LOW, 0.5, "what it would do is left out, and nothing warns")
    return _Verdict(Risk.BEHAVIOUR, Severity.LOW, 0.35, "what follows cannot be told from there, inconclusive")


def _is_accelerator(value: Distribution, absence: Absence) -> bool:
    """Whether those who import a compiled package do the same without it."""
    if absence.replaced:
        return absence.coping >= absence.failing
    extension = value.file_set(FileClass.PYTHON) is None  # nothing but compiled modules
    return bool(absence.without) and (extension or not absence.needed)


def _place(place: Importer) -> str:
    return f"{place.owner} ({place.path}:{place.line})" if place.owner else f"{place.path}:{place.line}"


def _told(place: Importer) -> str:
    instead = f"; instead: {place.instead}" if place.instead else ""
    return f"imported by {_place(place)}, {WORDS[place.guard]}{instead}"
