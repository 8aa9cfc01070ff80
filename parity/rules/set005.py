"""SET005: the time zone of the process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.variables import shown, text_of, value_of
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge.zones import zone_of
from parity.model.change import Change, ChangeKind
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Variable
from parity.model.snapshot import Snapshot
from parity.model.system import TimeZones

_UTC = frozenset(
    {"", "utc", "etc/utc", "uct", "etc/uct", "zulu", "universal", "utc0", "gmt", "gmt0", "etc/gmt", "posix/utc"}
)


def _tz(before: str | None, after: str | None) -> Change:
    old, new = (None if value is None else Variable(value=value) for value in (before, after))
    return Change.of(Key(Domain.SETTING, "env:TZ"), old, new)


class SET005(Rule):
    """The TZ variable differs, and with it, or not, the local time of the process.

    What it detects:
        The time zone that TZ, or where it is unset the system's default zone, comes to on each side.
    Why it matters:
        datetime.now(), time.localtime() and timestamps without a zone follow it: hours, days of the week and every
        feature made of them shift.
    Known false alarms:
        Code that computes in UTC throughout.
    What to do:
        ENV TZ=UTC on both sides, and zones named in the code.
    References:
        https://docs.python.org/3/library/time.html#time.tzset
    """

    name = "time-zone"
    domain = Domain.SETTING
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        yield Example("another zone", _tz("UTC", "Europe/Berlin"), Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("another name of it", _tz("US/Eastern", "America/New_York"), Risk.NONE, Severity.INFO)
        yield Example("UTC is the default", _tz(None, "UTC"), Risk.NONE, Severity.INFO)
        berlin = Fact(Key(Domain.SYSTEM, "timezone"), TimeZones(value="Europe/Berlin"))
        same = _tz(None, "Europe/Berlin")
        yield Example("what the system says anyway", same, Risk.NONE, Severity.INFO, (berlin,), (berlin,))
        other = Change.of(Key(Domain.SETTING, "env:LANG"), None, Variable(value="C"))
        yield Example("another variable", other, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if change.key.name != "env:TZ" or change.kind is ChangeKind.UNKNOWN:
            return
        before, after = _zone(context.before), _zone(context.after)
        same = _plain(before) == _plain(after)
        yield self.finding(
            change,
            risk=Risk.NONE if same else Risk.BEHAVIOUR,
            severity=Severity.INFO if same else Severity.MEDIUM,
            confidence=0.9 if same else 0.75,
            reason=f"local time is that of {after or 'UTC'} on both sides"
            if same
            else f"local time is that of {before or 'UTC'} in before (dev) and of {after or 'UTC'} in after (prod): "
            "hours, weekdays and what is made of them shift",
            remedy="" if same else "set ENV TZ=UTC on both sides, and name zones in the code",
            evidence=(
                Evidence(what="TZ", before=shown(text_of(change.before)), after=shown(text_of(change.after))),
                Evidence(what="zone in force", before=before or "UTC", after=after or "UTC"),
            ),
            sources=("https://docs.python.org/3/library/time.html#time.tzset",),
        )


def _zone(snapshot: Snapshot) -> str:
    named = value_of(snapshot, "TZ")
    if named is not None:
        return named.removeprefix(":").removeprefix("/usr/share/zoneinfo/")
    system = snapshot.find(Domain.SYSTEM, "timezone")
    return system.value if isinstance(system, TimeZones) else ""


def _plain(zone: str) -> str:
    return "utc" if zone.lower().removeprefix("etc/") in _UTC else zone_of(zone)
