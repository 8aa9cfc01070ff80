"""HWD013: settings of the kernel and of the cgroup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.variables import effects_of, telling, text_of
from parity.interfaces import Context, Example, Rule, Step
from parity.knowledge.machines import kernel_setting
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Text

PREFIX = "kernel:"
ABSENT = "not to be read"


def _setting(name: str, before: str | None, after: str | None) -> Change:
    old, new = (None if value is None else Text(value=value) for value in (before, after))
    return Change.of(Key(Domain.HARDWARE, f"{PREFIX}{name}"), old, new)


class HWD013(Rule):
    """The kernel, or the container's cgroup, is set otherwise.

    What it detects:
        Settings that decide over a service: how memory is reserved and taken back, how many mappings, processes and
        waiting connections there may be, where both kernels tell.
    Why it matters:
        They belong to the host, and no image carries them: the same container fails or slows down on one host only.
    Known false alarms:
        Bounds that the service never comes near to.
    What to do:
        Set both hosts alike (sysctl), or start both containers with the same options.
    References:
        https://docs.kernel.org/admin-guide/sysctl/index.html
    """

    name = "kernel-setting"
    domain = Domain.HARDWARE
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        strict = _setting("vm.overcommit_memory", "0", "2")
        yield Example("memory that is reserved counts", strict, Risk.BEHAVIOUR, Severity.MEDIUM)
        throttled = _setting("memory.high", None, "3221225472")
        yield Example("throttled above 3 GiB", throttled, Risk.PERFORMANCE, Severity.MEDIUM)
        crashes = _setting("kernel.core_pattern", "core", "|/usr/bin/apport")
        yield Example("what a crash leaves behind", crashes, Risk.NONE, Severity.INFO)
        untold = _setting("vm.swappiness", "60", None)
        yield Example("one kernel does not tell", untold, Risk.NONE, Severity.INFO)
        same = _setting("memory.high", None, "max")
        yield Example("unlimited on both sides", same, Risk.NONE, Severity.INFO)
        other = Change.of(Key(Domain.HARDWARE, "zone"), Text(value="a"), Text(value="b"))
        yield Example("no such setting", other, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        name = change.key.name
        if change.kind is ChangeKind.UNKNOWN or not name.startswith(PREFIX):
            return
        before, after = text_of(change.before), text_of(change.after)
        entries = kernel_setting(name.removeprefix(PREFIX))
        known = None not in (before, after) or any(entry.default is not None for entry in entries)
        found = telling(effects_of(entries, before, after, context)) if known else ()
        evidence = (Evidence(what=name.removeprefix(PREFIX), before=before or ABSENT, after=after or ABSENT),)
        for effect in found:
            entry = effect.entry
            acts = entry.risk is not Risk.NONE
            side = f": {effect.slower}" if effect.slower else ""
            yield self.finding(
                change,
                risk=entry.risk,
                severity=entry.severity,
                confidence=entry.confidence,
                reason=f"{name.removeprefix(PREFIX)}: {entry.sentence}{side}",
                remedy="set both hosts alike, or start both containers with the same limits" if acts else "",
                evidence=evidence,
                sources=(entry.source,),
            )
        if not found:
            yield self.harmless(
                change,
                confidence=0.7,
                evidence=evidence,
                reason="both come to the same" if known else "one of the kernels does not tell it",
            )
