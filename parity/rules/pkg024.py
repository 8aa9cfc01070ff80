"""PKG024: which of several installed copies is imported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.distribution import Distribution, Shadowed
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key


def _sample(version: str, shadowed: str | None = None) -> Distribution:
    hidden = (Shadowed(version=shadowed, location="/usr/lib/python3/dist-packages"),) if shadowed else ()
    return Distribution(version=version, location="lib", layout="dist-info", shadowed=hidden)


class PKG024(Rule):
    """Several copies of a package are installed, and the import path decides which one counts.

    What it detects:
        The version that one side imports is, on the other side, installed too but shadowed by an earlier copy.
    Why it matters:
        Both sides "have" both versions, so `pip list` and package inventories can look alike while the code that runs
        differs. A change of PYTHONPATH, user or working directory swaps them.
    Known false alarms:
        None known: the copy that is imported is the first on the path.
    What to do:
        Uninstall the copy that is not meant, or use a virtual environment without system packages.
    References:
        https://docs.python.org/3/library/sys_path_init.html
    """

    name = "shadowed-copy"
    domain = Domain.DISTRIBUTION
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.DISTRIBUTION, "pyyaml")
        swapped = Change.of(key, _sample("6.0.1", shadowed="5.4.1"), _sample("5.4.1", shadowed="6.0.1"))
        yield Example("the other copy is first", swapped, Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("one copy on each side", Change.of(key, _sample("6.0.1"), _sample("5.4.1")), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if change.kind is not ChangeKind.CHANGED:
            return
        if not (isinstance(before, Distribution) and isinstance(after, Distribution)):
            return
        hidden_before = {copy.version for copy in before.shadowed}
        hidden_after = {copy.version for copy in after.shadowed}
        if before.version == after.version or not (after.version in hidden_before or before.version in hidden_after):
            return
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.MEDIUM,
            confidence=0.6,
            reason=f"{before.version} and {after.version} are both installed, and the import path picks another one on "
            "each side",
            remedy=f"uninstall the copy of {change.key.name} that is not meant, on both sides",
            evidence=(
                Evidence(what="imported", before=_place(before), after=_place(after)),
                Evidence(
                    what="shadowed",
                    before=", ".join(sorted(hidden_before)) or None,
                    after=", ".join(sorted(hidden_after)) or None,
                ),
            ),
            sources=("https://docs.python.org/3/library/sys_path_init.html",),
        )


def _place(value: Distribution) -> str:
    return f"{value.version} in {value.location}"
