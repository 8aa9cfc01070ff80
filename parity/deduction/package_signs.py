"""How likely a package's new version behaves otherwise, told from what changed inside it.

Each sign was counted on 115 pairs of versions with known outcome: how often behaviour changed where the sign was
there, and where it was not. As log odds against even ones these are the weights below. The signs go together, so
their sum is shrunk: taken as independent they would promise far more than the pairs showed.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log

from parity.model.distribution import FileClass
from parity.model.edits import Effect, PackageEdits
from parity.model.finding import Evidence

SHRINK = 0.45  # how much of the sum is left, since the signs are not independent
MANY_BODIES = 100
HARMFUL = (Effect.RESULT, Effect.UNKNOWN, Effect.LAST_BITS)


@dataclass(frozen=True, slots=True)
class Sign:
    """Something seen or not, with the share of pairs whose behaviour changed in either case."""

    name: str
    seen: str
    there: bool
    if_there: float
    if_not: float

    @property
    def weight(self) -> float:
        """Log odds that it adds."""
        share = self.if_there if self.there else self.if_not
        return log(share / (1 - share))


def signs(edits: PackageEdits) -> tuple[Sign, ...]:
    """What is looked for, in the order of what it tells."""
    gone = [edit for edit in edits.api if edit.kind == "removed"]
    defaults = [edit for edit in edits.api if edit.kind == "default-changed"]
    bodies = edits.edited(*HARMFUL)
    return (
        Sign(
            "warnings",
            f"{_n(len(edits.warnings), 'warning')} of coming change carried out",
            bool(edits.warnings),
            0.92,
            0.29,
        ),
        Sign("bodies", f"{at_least(edits)}{_n(bodies, 'function')} edited", bodies > MANY_BODIES, 0.91, 0.35),
        Sign("removed", f"{_n(len(gone), 'public object')} removed", len(gone) > 1, 0.86, 0.26),
        Sign("defaults", f"{_n(len(defaults), 'public default')} changed", bool(defaults), 0.82, 0.34),
    )


def at_least(edits: PackageEdits) -> str:
    """What stands before a count of edits where not all of them were counted."""
    return "" if edits.complete else "at least "


def likelihood(edits: PackageEdits) -> float:
    """Probability that behaviour changed, 0 to 1."""
    odds = SHRINK * sum(sign.weight for sign in signs(edits))
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
