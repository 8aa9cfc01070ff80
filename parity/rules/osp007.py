"""OSP007: other time zones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.system import Kernel, TimeZones

UTC = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "UCT", "Universal", "Zulu", "Etc/GMT", "GMT", "Etc/Zulu"})


class OSP007(Rule):
    """The default time zone or the version of the time zone tables differs.

    What it detects:
        Another default zone, or tables of another release, or tables on one side only.
    Why it matters:
        A naive local time is another instant in another zone: "hour of day" and "day of week" features shift. Other
        tables shift the offsets of those zones whose governments changed them.
    Known false alarms:
        Programs that compute in UTC throughout. Names of one and the same zone (UTC, Etc/UTC) are not told apart.
    What to do:
        Set TZ=UTC on both sides and convert explicitly; install the same tzdata.
    References:
        https://data.iana.org/time-zones/tzdb/NEWS
        https://docs.python.org/3/library/zoneinfo.html#data-sources
    """

    name = "time-zones"
    domain = Domain.SYSTEM
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        zone, tables = Key(Domain.SYSTEM, "timezone"), Key(Domain.SYSTEM, "tzdata")
        moved = Change.of(zone, TimeZones(value="Europe/Berlin"), TimeZones(value="Etc/UTC"))
        yield Example("another default zone", moved, Risk.BEHAVIOUR, Severity.MEDIUM)
        newer = Change.of(tables, TimeZones(value="2022g"), TimeZones(value="2024a"))
        yield Example("other tables", newer, Risk.BEHAVIOUR, Severity.MEDIUM)
        same = Change.of(zone, TimeZones(value="UTC"), TimeZones(value="Etc/UTC"))
        yield Example("two names of UTC", same, Risk.NONE, Severity.INFO)
        unset = Change.of(zone, None, TimeZones(value="UTC"))
        yield Example("no zone set means UTC", unset, Risk.NONE, Severity.INFO)
        yield Example("the kernel", Change.of(Key(Domain.SYSTEM, "kernel"), None, Kernel(release="6.1")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if not isinstance(change.before or change.after, TimeZones):
            return
        old, new = (side.value if isinstance(side, TimeZones) else None for side in (change.before, change.after))
        evidence = (Evidence(what=change.key.name, before=old, after=new),)
        if change.key.name == "timezone":
            if {old or "UTC", new or "UTC"} <= UTC:
                yield self.harmless(
                    change,
                    confidence=0.95,
                    evidence=evidence,
                    reason="both sides keep UTC, under different names",
                )
                return
            yield self.finding(
                change, risk=Risk.BEHAVIOUR, severity=Severity.MEDIUM, confidence=0.8, evidence=evidence,
                reason="local time is another one: naive timestamps, hours of the day and dates shift",
                remedy="set TZ=UTC on both sides and convert explicitly",
                sources=("https://docs.python.org/3/library/time.html#time.localtime",),
            )  # fmt: skip
            return
        reason = (
            "local times of zones whose rules changed between the two releases of the tables get another offset"
            if old and new
            else "one side has no time zone tables: zoneinfo fails unless the tzdata package is installed"
        )
        yield self.finding(
            change, risk=Risk.BEHAVIOUR, severity=Severity.MEDIUM, confidence=0.8, evidence=evidence, reason=reason,
            remedy="install the same tzdata on both sides, or use the tzdata package of PyPI with PYTHONTZPATH",
            sources=("https://data.iana.org/time-zones/tzdb/NEWS",),
        )  # fmt: skip
