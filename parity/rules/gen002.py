"""GEN002: something that only one side could show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.facts import Gap
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import CpuModel
from parity.model.keys import Domain, Key
from parity.model.setting import Text
from parity.model.side import Side

SEEING = {
    Domain.HARDWARE: "give the machine with --hardware, or snapshot it where it runs",
    Domain.SETTING: "snapshot the running container instead of the image, or allow --run",
    Domain.CODE: "name the directory of the application's code with --code-root",
    Domain.SYSTEM: "snapshot the environment where it runs, or allow --run",
}


def _unseen(key: Key, *, inherent: bool) -> Change:
    gap = Gap(domain=key.domain, reason="an image has no CPU" if inherent else "unreadable", inherent=inherent)
    value = (
        CpuModel(architecture="x86_64", vendor="AuthenticAMD", model="EPYC")
        if key.domain is Domain.HARDWARE
        else Text(value="a")
    )
    return Change(key=key, kind=ChangeKind.UNKNOWN, before=value, gaps=(gap,))


class GEN002(Rule):
    """One side has something that the other side could not show.

    What it detects:
        A fact of one side that may well exist on the other, hidden there by a gap: an image has no CPU, a file was
        unreadable, a layer damaged.
    Why it matters:
        What was not seen is neither equal nor missing. Where the kind of place can never show it, nothing is wrong;
        where it should have been visible, the comparison is incomplete, and the check says so in its exit code.
    Known false alarms:
        None: it claims nothing but ignorance.
    What to do:
        Look again in a place that can show it: the running container instead of the image, the host, as root.
    """

    name = "unseen"
    domain = None
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        cpu = _unseen(Key(Domain.HARDWARE, "cpu"), inherent=True)
        yield Example("an image has no CPU", cpu, Risk.NONE, Severity.INFO)
        broken = _unseen(Key(Domain.SETTING, "user"), inherent=False)
        yield Example("something was unreadable", broken, Risk.BEHAVIOUR, Severity.LOW)
        seen = Change.of(Key(Domain.SETTING, "user"), Text(value="a"), Text(value="b"))
        yield Example("both sides were seen", seen, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if change.kind is not ChangeKind.UNKNOWN:
            return
        side = Side.AFTER if change.before is not None else Side.BEFORE
        failed = [gap for gap in change.gaps if not gap.inherent]
        reason = (failed or list(change.gaps))[0].reason if change.gaps else "it was not looked at"
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR if failed else Risk.NONE,
            severity=Severity.LOW if failed else Severity.INFO,
            confidence=0.2 if failed else 1.0,
            reason=f"{side} could not show it ({reason}), so nothing is said about whether it differs",
            remedy=SEEING.get(change.key.domain, "remove what hides it and take the snapshot again"),
            evidence=tuple(Evidence(what=f"not seen: {gap.reason}") for gap in change.gaps),
        )
