"""SET020: the user that the process runs as."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.variables import shown, text_of
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Text

_ROOT = frozenset({"", "0", "root"})


def _user(before: str | None, after: str | None) -> Change:
    old, new = (None if value is None else Text(value=value) for value in (before, after))
    return Change.of(Key(Domain.SETTING, "user"), old, new)


class SET020(Rule):
    """The process runs as another user.

    What it detects:
        Another USER of the image, and whether one side is root and the other is not.
    Why it matters:
        Another user finds other caches and configuration files under its home, and what root may read and write it may
        not: a model file or a cache directory that is not readable fails only on one side.
    Known false alarms:
        Files that both users can read, which is the usual case.
    What to do:
        Run both sides as the same unprivileged user, and give files to it (COPY --chown).
    References:
        https://docs.docker.com/reference/dockerfile/#user
    """

    name = "user"
    domain = Domain.SETTING
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        yield Example("root in dev only", _user("root", "app"), Risk.BEHAVIOUR, Severity.LOW)
        yield Example("root by another name", _user(None, "0:0"), Risk.NONE, Severity.INFO)
        workdir = Change.of(Key(Domain.SETTING, "workdir"), Text(value="/app"), Text(value="/srv"))
        yield Example("another setting", workdir, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if change.key.name != "user" or change.kind is ChangeKind.UNKNOWN:
            return
        before, after = text_of(change.before), text_of(change.after)
        ours, theirs = ((side or "").partition(":")[0] for side in (before, after))
        same = ours == theirs or {ours, theirs} <= _ROOT
        acts = not same and (ours in _ROOT) is not (theirs in _ROOT)
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR if acts else Risk.NONE,
            severity=Severity.LOW if acts else Severity.INFO,
            confidence=0.5 if acts else 0.85,
            reason="only one side runs as root: files that the other user may not read or write fail there"
            if acts
            else "the same privileges under another name",
            remedy="run both sides as the same user, and give files to it with COPY --chown" if acts else "",
            evidence=(Evidence(what="user", before=shown(before), after=shown(after)),),
            sources=("https://docs.docker.com/reference/dockerfile/#user",),
        )
