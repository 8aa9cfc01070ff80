"""GEN001: a difference that no rule knows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Text


class GEN001(Rule):
    """A difference of which no rule says anything.

    What it detects:
        Any change that reaches the end of the rule set unclaimed.
    Why it matters:
        Not knowing is not the same as being harmless: the difference is shown, with low confidence, and never dropped.
    Known false alarms:
        Most of them; each one that recurs deserves a rule.
    What to do:
        Look at the two values. If they are harmless for you, ignore the subject with --ignore.
    """

    name = "unclassified"
    domain = None
    step = Step.VERSION

    def examples(self) -> Iterable[Example]:
        novel = Change.of(Key(Domain.SETTING, "some-novelty"), Text(value="a"), Text(value="b"))
        yield Example("a setting nobody has thought of", novel, Risk.BEHAVIOUR, Severity.LOW)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        words = {
            ChangeKind.ADDED: "is only in after (prod)",
            ChangeKind.REMOVED: "is only in before (dev)",
            ChangeKind.CHANGED: "differs between the sides",
            ChangeKind.UNKNOWN: "could not be compared",
        }[change.kind]
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.LOW,
            confidence=0.2,
            reason=f"it {words}, and no rule knows what that means",
            remedy="look at the two values, align them, or ignore the subject with --ignore if it is harmless here",
            evidence=(Evidence(what=str(change.key.domain), before=_words(change.before), after=_words(change.after)),),
        )


def _words(value: object) -> str | None:
    return None if value is None else str(value)[:200]
