"""SET008: a variable of the application's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.variables import PREFIX, shown, text_of
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge import category_of
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Text, Variable


def _env(name: str, before: str | None, after: str | None) -> Change:
    old, new = (None if value is None else Variable(value=value) for value in (before, after))
    return Change.of(Key(Domain.SETTING, f"{PREFIX}{name}"), old, new)


class SET008(Rule):
    """A variable differs that no known library reads: most likely the application's own configuration.

    What it detects:
        Variables about which nothing is published, judged by what such names stand for: an address, a log level, a
        number of workers, a choice of the model.
    Why it matters:
        A threshold or a model's name in a variable is part of the model; an address is not.
    Known false alarms:
        Names that say something else than they mean; this is a guess from the name, and its confidence says so.
    What to do:
        Look where the code reads it. What belongs to the model belongs into the image, alike on both sides.
    References:
        https://12factor.net/config
    """

    name = "own-variable"
    domain = Domain.SETTING
    step = Step.VERSION

    def examples(self) -> Iterable[Example]:
        threshold = _env("FRAUD_THRESHOLD", "0.5", "0.7")
        yield Example("a decision threshold", threshold, Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("an address", _env("FEATURES_URL", "http://a", "http://b"), Risk.NONE, Severity.INFO)
        yield Example("nothing tells", _env("SHOP_BANNER", None, "summer"), Risk.BEHAVIOUR, Severity.LOW)
        user = Change.of(Key(Domain.SETTING, "user"), Text(value="app"), Text(value="root"))
        yield Example("no variable", user, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value = change.before if change.before is not None else change.after
        name = change.key.name.removeprefix(PREFIX)
        if change.kind is ChangeKind.UNKNOWN or not isinstance(value, Variable):
            return
        kind = category_of("settings", "own_names", name.upper())
        yield self.finding(
            change,
            risk=kind.risk if kind else Risk.BEHAVIOUR,
            severity=kind.severity if kind else Severity.LOW,
            confidence=kind.confidence if kind else 0.3,
            reason=f"by its name {name} {kind.sentence}"
            if kind
            else f"{name} is most likely the application's own; what it does there was not looked at",
            remedy=kind.remedy
            if kind
            else f"see where the code reads {name}; set it alike on both sides if it decides",
            evidence=(Evidence(what=name, before=shown(text_of(change.before)), after=shown(text_of(change.after))),),
            sources=(kind.source,) if kind else (),
        )
