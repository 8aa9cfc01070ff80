"""How likely a package's new version behaves otherwise, told from what changed inside it and how far apart they are.

The weights are log odds of a logistic regression (L2 penalty 1) over 161 pairs of versions with known outcome: listed
cases, the validation and second sets, halves of the third and of a fourth, without development tools. They are rounded,
so that no sign tells more than the pairs showed and signs that go together share what they tell. Counts weigh by their
logarithm: from 1 to 10 edits tells as much as from 10 to 100. Leaving each pair out in turn, 0.94 of them are told
rightly, at a mean log loss of 0.17; with all names counted, and supporting packages as any, 0.93 and 0.18.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, log1p

from parity.model.distribution import FileClass
from parity.model.edits import ApiEdit, Effect, PackageEdits
from parity.model.finding import Evidence
from parity.parsers.versions import VersionStep

HARMFUL = (Effect.RESULT, Effect.UNKNOWN, Effect.LAST_BITS)
BASE = -1.05  # log odds where nothing of all that is seen
WARNINGS, REMOVED = 1.3, 1.75  # log odds of signs that are there or not
PER_API_EDIT, PER_BODY = 0.27, 0.22  # log odds for every time that (count + 1) is e times as large
STEPS = {VersionStep.MAJOR: 1.45, VersionStep.PATCH: -2.15}  # before 1.0 a patch is as much as a minor release
SUPPORTING = -0.95  # log odds of a package through which no result of a model passes
# Modules whose names are public by spelling only: what they lose, or pass to others in another way, few users meet.
ASIDE = re.compile(
    r"[^.]+\.(?:\w+\.)*(?:\w*compat\w*|py\d\w*|six|\w*utils?|helpers?|internals?|externals?|extern|vendor(?:ed)?"
    r"|tests?|testing|setup|deprecated|typing\w*|types|cli|cmdline|distutils)\."
)
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
    api = for_users(edits)
    warned, edited = len(edits.warnings), len(api)
    gone = sum(edit.kind == "removed" for edit in api)
    bodies = edits.edited(*HARMFUL)
    return (
        Sign("warnings", f"{_n(warned, 'warning')} of coming change carried out", warned > 0, WARNINGS),
        Sign("removed", f"{_n(gone, 'public object')} removed", gone > 1, REMOVED),
        Sign("api", f"{_n(edited, 'change')} of the public API", edited > 0, PER_API_EDIT * log1p(edited)),
        Sign("bodies", f"{at_least(edits)}{_n(bodies, 'function')} edited", bodies > 0, PER_BODY * log1p(bodies)),
    )


def for_users(edits: PackageEdits) -> Sequence[ApiEdit]:
    """Edits of public objects that are not aside of what a package is for."""
    return [edit for edit in edits.api if not ASIDE.match(edit.object)]


def at_least(edits: PackageEdits) -> str:
    """What stands before a count of edits where not all of them were counted."""
    return "" if edits.complete else "at least "


def likelihood(edits: PackageEdits, step: VersionStep | None, *, supporting: bool = False) -> float:
    """Probability that behaviour changed, 0 to 1.

    Args:
        step: between the two versions; None where they cannot be ordered, or promise nothing by their numbers.
        supporting: whether it is known as a package through which no result of a model passes.
    """
    odds = BASE + sum(sign.weight for sign in signs(edits) if sign.there) + (STEPS.get(step, 0.0) if step else 0.0)
    odds += SUPPORTING if supporting else 0.0
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
