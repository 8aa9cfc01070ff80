"""PKG060: what is there is not what is declared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from packaging.version import InvalidVersion, Version

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.declaration import LAYOUT
from parity.model.distribution import Distribution
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key


def _declared(version: str, *hashes: str) -> Distribution:
    return Distribution(version=version, location="", layout=LAYOUT, recorded=False, hashes=hashes)


_INSTALLED = Distribution(version="1.26.4", location="lib", layout="dist-info")


class PKG060(Rule):
    """A package is there, but not as the other side declares it.

    What it detects:
        One side is a file that declares packages (requirements.txt, a lock, a bill of materials), and the version on
        the other side lies outside the declared range, or comes from another place; or both sides declare one version
        by hashes that have none in common.
    Why it matters:
        The file was written so that this would not happen: what was tested with it is not what is there. Which of the
        package's functions differ cannot be said without a second version.
    Known false alarms:
        A range that is narrower than it has to be; a file that nobody installs from any more.
    What to do:
        Install from the file again, or write down what is installed.
    """

    name = "not-as-declared"
    domain = Domain.DISTRIBUTION
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        numpy = Key(Domain.DISTRIBUTION, "numpy")
        outside = Change.of(numpy, _declared(">=2"), _INSTALLED)
        yield Example("a version outside the declared range", outside, Risk.BEHAVIOUR, Severity.MEDIUM)
        other = Change.of(numpy, _declared("1.26.4", "sha256:aa"), _declared("1.26.4", "sha256:bb"))
        yield Example("two locks with other files of one version", other, Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example("two versions", Change.of(numpy, _declared("2.1.0"), _INSTALLED), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if change.kind is not ChangeKind.CHANGED or not (
            isinstance(before, Distribution) and isinstance(after, Distribution)
        ):
            return
        if LAYOUT not in (before.layout, after.layout):
            return
        if before.version == after.version:
            reason = "the version is the declared one, but it comes from other files"
        elif _is_version(before.version) and _is_version(after.version):
            return  # two versions: other rules know more
        else:
            reason = f"before is {before.version}, after is {after.version}: one does not meet the other"
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.MEDIUM,
            confidence=0.5,
            reason=reason,
            remedy="install from the file that declares it, or declare what is installed",
            evidence=(
                Evidence(what="version", before=before.version, after=after.version),
                *(
                    [Evidence(what="hashes", before=_some(before.hashes), after=_some(after.hashes))]
                    if before.hashes and after.hashes
                    else []
                ),
            ),
        )


def _is_version(text: str) -> bool:
    try:
        Version(text)
    except InvalidVersion:
        return False
    return True


def _some(hashes: tuple[str, ...]) -> str:
    return f"{hashes[0]}" + (f" and {len(hashes) - 1} more" if len(hashes) > 1 else "")
