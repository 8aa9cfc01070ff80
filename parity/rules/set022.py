"""SET022: what only whoever runs the container looks at."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.variables import text_of
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Healthcheck, Text
from parity.model.side import Side

KILL = ("SIGKILL", "KILL", "9")

# Key name -> why it changes no answer.
_INERT = {
    "healthcheck": "the health check runs beside the service and changes none of its answers",
    "stop-signal": "the signal that ends the service changes none of its answers",
    "label:": "labels describe the image and are read by no program in it",
    "created": "when the image was built changes nothing in it",
    "author": "who built the image changes nothing in it",
    "maintainer": "who built the image changes nothing in it",
    "comment": "a comment changes nothing in the image",
    "exposed-port": "the ports that an image declares change nothing in it",
    "volume": "a declared volume changes nothing as long as nothing is mounted there",
    "hostname": "the name of the host changes none of its answers",
}


class SET022(Rule):
    """Labels, health checks, stop signals and notes of an image differ.

    What it detects:
        Settings that are read by whoever builds, runs or watches containers, not by the program.
    Why it matters:
        They do not change what the program computes. A stricter health check can restart a slow service. Only a signal
        that no program can handle ends requests halfway.
    Known false alarms:
        None known.
    What to do:
        Nothing about parity.
    References:
        https://github.com/opencontainers/image-spec/blob/main/config.md
    """

    name = "orchestration"
    domain = Domain.SETTING
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        old, new = (Healthcheck(test=("CMD", "curl", "localhost"), interval=seconds) for seconds in (30.0, 60.0))
        yield Example("checked less often", Change.of(Key(Domain.SETTING, "healthcheck"), old, new), Risk.NONE)
        label = Change.of(Key(Domain.SETTING, "label:maintainer"), Text(value="a"), Text(value="b"))
        yield Example("another maintainer", label, Risk.NONE, Severity.INFO)
        killed = Change.of(Key(Domain.SETTING, "stop-signal"), Text(value="SIGTERM"), Text(value="SIGKILL"))
        yield Example("killed at once", killed, Risk.BEHAVIOUR, Severity.MEDIUM)
        user = Change.of(Key(Domain.SETTING, "user"), Text(value="a"), Text(value="b"))
        yield Example("another user", user, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        name = change.key.name
        why = next(
            (why for start, why in _INERT.items() if name == start or (":" in start and name.startswith(start))), None
        )
        if why is None or change.kind is ChangeKind.UNKNOWN:
            return
        if name == "stop-signal" and (side := _killed(change)) is not None:
            yield self.finding(
                change,
                risk=Risk.BEHAVIOUR,
                severity=Severity.MEDIUM,
                confidence=0.6,
                reason=f"{side} is killed where the other side is asked to end: requests that are being answered are "
                "lost with every deployment, and nothing is written out",
                remedy="end both sides with the same signal, one that the program can handle",
                evidence=(Evidence(what=name, before=text_of(change.before), after=text_of(change.after)),),
                sources=("https://docs.docker.com/reference/dockerfile/#stopsignal",),
            )
            return
        yield self.harmless(
            change,
            confidence=0.95,
            reason=why,
            evidence=(Evidence(what=f"{name} {change.kind}"),),
            sources=("https://github.com/opencontainers/image-spec/blob/main/config.md",),
        )


def _killed(change: Change) -> Side | None:
    """The side that gets the signal which no program can handle."""
    before, after = (text_of(value) in KILL for value in (change.before, change.after))
    return None if before is after else Side.BEFORE if before else Side.AFTER
