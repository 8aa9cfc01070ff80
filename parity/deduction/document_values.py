"""What the values that differ inside a document mean, by the keys they stand under."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parity.deduction.quantities import listed
from parity.knowledge import categories_of
from parity.model.edits import DocumentEdits, ValueEdit
from parity.model.finding import Evidence, Risk, Severity
from parity.parsers.document import last_key
from parity.parsers.knowledge import Category

MOST_ROWS = 12
MOST_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """One risk that a document's values carry.

    Attributes:
        kind: of the worst of them; None where nothing is known of the keys: the file tells what they are for.
        values: those that carry it, in the order of the document.
    """

    risk: Risk
    kind: Category | None
    values: tuple[ValueEdit, ...]

    @property
    def names(self) -> str:
        """The paths of the values, the first few."""
        return listed([value.path or "the whole document" for value in self.values], MOST_NAMED)

    def rows(self) -> tuple[Evidence, ...]:
        return tuple(
            Evidence(what=value.path or "the whole document", before=value.before, after=value.after)
            for value in self.values[:MOST_ROWS]
        )


def meanings(edits: DocumentEdits) -> tuple[Meaning, ...]:
    """The risks that the differing values carry, one entry each; only of no risk where none of them carries any."""
    found = [(value, kind) for value in edits.values for kind in _kinds(value)]
    risky = [Meaning(risk=risk, kind=kind, values=values) for risk, kind, values in _worst(found)]
    if risky or not edits.complete or not edits.values:
        return tuple(risky)
    return (Meaning(risk=Risk.NONE, kind=found[0][1], values=edits.values),)


def _kinds(value: ValueEdit) -> tuple[Category | None, ...]:
    return categories_of("code", "keys", last_key(value.path).lower()) or (None,)


def _worst(
    found: list[tuple[ValueEdit, Category | None]],
) -> Iterator[tuple[Risk, Category | None, tuple[ValueEdit, ...]]]:
    """Of unknown keys it is taken that they decide about answers: nothing known is worse."""
    for risk in (Risk.BEHAVIOUR, Risk.PERFORMANCE):
        carrying = [(value, kind) for value, kind in found if (kind.risk if kind else Risk.BEHAVIOUR) is risk]
        if carrying:
            kinds = [kind for _, kind in carrying]
            worst = None if None in kinds else max(filter(None, kinds), key=_harm)
            yield risk, worst, tuple(value for value, kind in carrying if worst is not None or kind is None)


def _harm(kind: Category) -> tuple[Severity, float]:
    return kind.severity, kind.confidence
