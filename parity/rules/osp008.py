"""OSP008: other compiled locales."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Variable
from parity.model.snapshot import Snapshot
from parity.model.system import Kernel, Locales

VARIABLES = ("LC_ALL", "LC_CTYPE", "LC_COLLATE", "LC_NUMERIC", "LC_TIME", "LANG")


class OSP008(Rule):
    """Other locales are installed.

    What it detects:
        Compiled locales that are on one side only; and whether a variable (LANG, LC_ALL) asks for one of them.
    Why it matters:
        A locale that is asked for and not installed cannot be set: `locale.setlocale` raises, and dates, numbers and
        sorting by locale fall back to C. Python itself falls back to UTF-8 all the same.
    Known false alarms:
        Programs that never set a locale: most.
    What to do:
        Use C.UTF-8, which is always there, or install the same locales.
    References:
        https://docs.python.org/3/library/locale.html
        https://peps.python.org/pep-0538/
    """

    name = "locales"
    domain = Domain.SYSTEM
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.SYSTEM, "locales")
        full = Locales(names=("C.utf8", "en_US.utf8"))
        fewer = Change.of(key, full, Locales(names=("C.utf8",)))
        asked = Fact(Key(Domain.SETTING, "env:LANG"), Variable(value="en_US.UTF-8"))
        yield Example(
            "a locale that is asked for", fewer, Risk.BEHAVIOUR, Severity.MEDIUM, before=(asked,), after=(asked,)
        )
        yield Example("a locale that nobody asks for", fewer, Risk.BEHAVIOUR, Severity.LOW)
        yield Example("the kernel", Change.of(Key(Domain.SYSTEM, "kernel"), None, Kernel(release="6.1")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if not isinstance(change.before or change.after, Locales):
            return
        old, new = (set(side.names) if isinstance(side, Locales) else set() for side in (change.before, change.after))
        wanted = [name for name in sorted(_asked(context.before) | _asked(context.after)) if name in _normal(old ^ new)]
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.MEDIUM if wanted else Severity.LOW,
            confidence=0.6 if wanted else 0.3,
            reason=f"the locale {wanted[0]} is asked for and installed on one side only: setlocale fails on the other"
            if wanted
            else "locales that only one side has cannot be set on the other: setlocale fails there",
            remedy="use C.UTF-8 on both sides, or install the same locales",
            evidence=(
                Evidence(
                    what="only there",
                    before=", ".join(sorted(old - new)) or None,
                    after=", ".join(sorted(new - old)) or None,
                ),
            ),
            sources=("https://docs.python.org/3/library/locale.html",),
        )


def _asked(snapshot: Snapshot) -> set[str]:
    values = (snapshot.find(Domain.SETTING, f"env:{name}") for name in VARIABLES)
    return _normal({value.value for value in values if isinstance(value, Variable) and value.value})


def _normal(names: set[str]) -> set[str]:
    """Names as `locale -a` writes them: "en_US.UTF-8" -> "en_us.utf8"."""
    return {name.lower().replace("utf-8", "utf8") for name in names}
