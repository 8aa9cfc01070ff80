"""SET052: a name that leads to another address."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.variables import text_of
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Text

PREFIX = "host:"
_SOURCE = "https://docs.docker.com/reference/cli/docker/container/run/#add-host"


def _host(before: str | None, after: str | None) -> Change:
    old, new = (None if address is None else Text(value=address) for address in (before, after))
    return Change.of(Key(Domain.SETTING, f"{PREFIX}features.internal"), old, new)


class SET052(Rule):
    """A host's name has an address of its own on one side, or another one.

    What it detects:
        Entries of /etc/hosts of a running environment, as `docker run --add-host`, `extra_hosts:` in compose and
        `hostAliases` in Kubernetes make them.
    Why it matters:
        The same name leads to another service, or to none: features, models and answers come from elsewhere.
    Known false alarms:
        A deployment's own address of the same service; names that nothing calls.
    What to do:
        Leave names to DNS on both sides, or give both the same entries.
    References:
        https://docs.docker.com/reference/cli/docker/container/run/#add-host
    """

    name = "named-host"
    domain = Domain.SETTING
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        yield Example("only in prod", _host(None, "10.2.0.15"), Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("another address", _host("10.2.0.14", "10.2.0.15"), Risk.BEHAVIOUR, Severity.MEDIUM)
        user = Change.of(Key(Domain.SETTING, "user"), Text(value="a"), Text(value="b"))
        yield Example("another setting", user, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if change.kind is ChangeKind.UNKNOWN or not change.key.name.startswith(PREFIX):
            return
        name = change.key.name.removeprefix(PREFIX)
        before, after = text_of(change.before), text_of(change.after)
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.MEDIUM,
            confidence=0.5,
            reason=f"{name} is looked up elsewhere, or has another address: what is asked there answers otherwise",
            remedy="leave names to DNS on both sides, or give both the same entries",
            evidence=(Evidence(what=name, before=before or "by DNS", after=after or "by DNS"),),
            sources=(_SOURCE,),
        )
