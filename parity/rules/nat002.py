"""NAT002: a library that something still asks for is gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.quantities import listed
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import CompiledModules, SharedLibrary
from parity.model.snapshot import Snapshot


class NAT002(Rule):
    """A shared library is missing on one side, and other libraries there ask for it.

    What it detects:
        A library that only one side has, while a library or an extension module on the other side names it as needed
        and nothing there has that name.
    Why it matters:
        What needs it cannot be loaded: "cannot open shared object file".
    Known false alarms:
        Libraries that are left over and that nothing loads.
    What to do:
        Install the package that has it: `apt-get install`, `apk add`, by the owner that the finding names.
    References:
        https://man7.org/linux/man-pages/man8/ld.so.8.html
    """

    name = "needed-library-missing"
    domain = Domain.NATIVE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        gl = SharedLibrary(soname="libGL.so.1", owner="dpkg:libgl1")
        cv = Fact(Key(Domain.NATIVE, "libcv.so.4"), SharedLibrary(soname="libcv.so.4", needed=("libGL.so.1",)))
        gone = Change.of(Key(Domain.NATIVE, "libGL.so.1"), gl, None)
        yield Example("something needs it", gone, Risk.BEHAVIOUR, Severity.HIGH, (cv,), (cv,))
        yield Example("nothing needs it", gone, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        value, side = change.before or change.after, change.lacking
        if side is None or not isinstance(value, SharedLibrary):
            return
        users = _needing(value.soname, context.snapshot(side))
        if not users:
            return
        package = (value.owner or "").partition(":")[2]
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.HIGH,
            confidence=0.85,
            reason=f"{listed(users)} in {side} asks for {value.soname}, which is not there: it cannot be loaded",
            remedy=f"install {package or value.soname} there as well",
            evidence=(
                Evidence(what=f"needed by {listed(users)}"),
                Evidence(what=f"belongs to {value.owner or 'nobody'}"),
            ),
        )


def _needing(soname: str, snapshot: Snapshot) -> list[str]:
    """Names of libraries that ask for a soname which nothing in their reach has; none if something has it."""
    users = []
    for fact in snapshot.within(Domain.NATIVE):
        if isinstance(fact.value, SharedLibrary) and fact.value.soname == soname:
            return []
        if isinstance(fact.value, (SharedLibrary, CompiledModules)) and soname in fact.value.needed:
            users.append(fact.key.name.removeprefix("modules:"))
    return users
