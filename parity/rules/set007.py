"""SET007: a secret that differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Variable


def _secret(before: str | None, after: str | None) -> Change:
    old, new = (None if digest is None else Variable(secret=digest) for digest in (before, after))
    return Change.of(Key(Domain.SETTING, "env:DB_PASSWORD"), old, new)


class SET007(Rule):
    """A variable that holds a secret differs, or only one side has it.

    What it detects:
        A variable whose value looks like a secret; only a salted digest of it is kept, and compared.
    Why it matters:
        Dev and prod should have other credentials. A secret that is in an image at all can be read by whoever can pull
        the image.
    Known false alarms:
        A value that is no secret but looks like one.
    What to do:
        Nothing about parity; give secrets to the container when it starts, not to the image.
    References:
        https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/
    """

    name = "secret"
    domain = Domain.SETTING
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        yield Example("another password", _secret("aa", "bb"), Risk.NONE, Severity.INFO)
        yield Example("a password in prod only", _secret(None, "bb"), Risk.NONE, Severity.INFO)
        plain = Change.of(Key(Domain.SETTING, "env:DB_NAME"), Variable(value="a"), Variable(value="b"))
        yield Example("no secret", plain, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        sides = [side for side in (change.before, change.after) if isinstance(side, Variable)]
        if change.kind is ChangeKind.UNKNOWN or not any(side.secret for side in sides):
            return
        yield self.harmless(
            change,
            confidence=0.85,
            reason="it holds a secret, which each deployment has its own",
            evidence=(Evidence(what="secret", before=_state(change.before), after=_state(change.after)),),
            sources=("https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/",),
        )


def _state(value: object) -> str:
    if not isinstance(value, Variable):
        return "unset"
    return f"digest {value.secret[:8]}" if value.secret else "not a secret"
