"""How likely a package's new version behaves otherwise, told from what changed inside it and how far apart they are.

The weights are log odds of a logistic regression (L2 penalty 1) over 169 pairs of versions with known outcome: listed
cases, the validation and second sets, halves of the third and of a fourth. They are rounded, so that no sign tells
more than the pairs showed and signs that go together share what they tell. Counts weigh by their logarithm: from 1 to
10 edits tells as much as from 10 to 100. Leaving each pair out in turn, 0.91 of them are told rightly, at a mean log
loss of 0.25.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, log1p

from parity.model.distribution import FileClass
from parity.model.edits import Effect, PackageEdits
from parity.model.finding import Evidence
from parity.parsers.versions import VersionStep

HARMFUL = (Effect.RESULT, Effect.UNKNOWN, Effect.LAST_BITS)
BASE = -1.3  # log odds where nothing of all that is seen
WARNINGS, REMOVED = 1.55, 1.15  # log odds of signs that are there or not
PER_API_EDIT, PER_BODY = 0.29, 0.165  # log odds for every time that (count + 1) is e times as large
STEPS = {VersionStep.MAJOR: 1.3, VersionStep.PATCH: -1.65, VersionStep.EARLY_PATCH: -0.9}
SUREST = 0.95


@dataclass(frozen=True, slots=True)
class Sign:
    """Something seen or not, and the log odds that it adds where it is there."""

    name: str
    seen: str
    there: bool
    weight: float


def signs(edits: PackageEdits) -> tuple[Sign, ...]:
    """What is looked for, in the order of what it tells."""
    warned, edited = len(edits.warnings), len(edits.api)
    gone = sum(edit.kind == "removed" for edit in edits.api)
    bodies = edits.edited(*HARMFUL)
    return (
        Sign("warnings", f"{_n(warned, 'warning')} of coming change carried out", warned > 0, WARNINGS),
        Sign("removed", f"{_n(gone, 'public object')} removed", gone > 1, REMOVED),
        Sign("api", f"{_n(edited, 'change')} of the public API", edited > 0, PER_API_EDIT * log1p(edited)),
        Sign("bodies", f"{at_least(edits)}{_n(bodies, 'function')} edited", bodies > 0, PER_BODY * log1p(bodies)),
    )


def at_least(edits: PackageEdits) -> str:
    """What stands before a count of edits where not all of them were counted."""
    return "" if edits.complete else "at least "


def likelihood(edits: PackageEdits, step: VersionStep | None) -> float:
    """Probability that behaviour changed, 0 to 1.

    Args:
        step: between the two versions; None where they cannot be ordered, or promise nothing by their numbers.
    """
    odds = BASE + sum(sign.weight for sign in signs(edits) if sign.there) + (STEPS.get(step, 0.0) if step else 0.0)
    return min(SUREST, round(1 / (1 + exp(-odds)), 2))


def against_notes(chance: float, confidence: float) -> float:
    """Probability that behaviour changed where release notes say, with some confidence, that it did not.

    Notes of a whole series speak of what their authors thought of: they weigh half of what they claim.
    """
    odds = log(chance / (1 - chance)) + 0.5 * log((1 - confidence) / confidence)
    return round(1 / (1 + exp(-odds)), 2)


def beside_notes(chance: float, confidence: float) -> float:
    """Probability that behaviour changed where release notes tell of a change that few meet, with some confidence.

    They and the files are two partial views of the same: where the files say more, each has half of the word.
    """
    if chance <= confidence:
        return confidence
    odds = 0.5 * (log(chance / (1 - chance)) + log(confidence / (1 - confidence)))
    return round(1 / (1 + exp(-odds)), 2)


def is_untouched(edits: PackageEdits) -> bool:
    """Whether everything that differs was looked at, and none of it changes what a program does."""
    acting = {row.kind for row in edits.files if row.acts} - {FileClass.PYTHON}
    python = next((row for row in edits.files if row.kind is FileClass.PYTHON), None)
    return (
        edits.complete
        and not acting
        and not edits.api
        and not edits.warnings
        and not (python and (python.added or python.removed))
        and edits.edited() == edits.edited(Effect.NONE, Effect.MESSAGE)
    )


def rows(edits: PackageEdits, most: int = 6) -> tuple[Evidence, ...]:
    """The counts, then the worst edits by name."""
    counted = [Evidence(what=sign.seen) for sign in signs(edits) if sign.there or not sign.seen.startswith("0 ")]
    api = [
        Evidence(what=f"{edit.object}({edit.parameter or ''}) {edit.kind}", before=edit.before, after=edit.after)
        for edit in edits.api
        if edit.kind == "default-changed"
    ]
    named = [
        Evidence(
            what=f"{edit.path}:{edit.before_line or ''} {edit.name}: {edit.kind}", before=edit.before, after=edit.after
        )
        for edit in edits.functions
        if edit.effect is Effect.RESULT
    ]
    files = [
        Evidence(what=f"{row.kind.value} files: {row.changed} changed, {row.added} added, {row.removed} removed")
        for row in edits.files
        if row.kind.runs
    ]
    return (*counted, *(api + named)[:most], *files)


def _n(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
