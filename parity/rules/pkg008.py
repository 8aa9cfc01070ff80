"""PKG008: code that runs from a working tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.contents import comparable, is_editable
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.distribution import DirectUrl, Distribution
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.side import Side

_TREE = DirectUrl(url="file:///src/features", editable=True)


def _git(commit: str) -> Distribution:
    url = DirectUrl(url="https://example.org/features.git", vcs="git", commit=commit)
    return Distribution(version="0.4", location="lib", layout="dist-info", direct_url=url, recorded=False)


class PKG008(Rule):
    """A package runs from a working tree or a repository's commit, and its files are not at hand to compare.

    What it detects:
        An editable (`pip install -e`) installation on a side, or other commits of a repository where no file list
        says what was installed.
    Why it matters:
        The version of a working tree says nothing about its code: what runs is whatever lies in that directory.
    Known false alarms:
        Both sides run the same tree; then the code roots (`--code-root`) show it.
    What to do:
        Build a wheel and install it on both sides, or give the tree as a code root so that its files are compared.
    References:
        https://packaging.python.org/en/latest/specifications/direct-url/
    """

    name = "working-tree"
    domain = Domain.DISTRIBUTION
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.DISTRIBUTION, "features")
        wheel = Distribution(version="0.4", location="lib", layout="dist-info")
        tree = Distribution(version="0.4", location="lib", layout="dist-info", direct_url=_TREE)
        yield Example("editable in dev only", Change.of(key, tree, wheel), Risk.BEHAVIOUR, Severity.MEDIUM)
        commits = Change.of(key, _git("a" * 40), _git("b" * 40))
        yield Example("another commit, files unknown", commits, Risk.BEHAVIOUR, Severity.MEDIUM)
        newer = Distribution(version="0.5", location="lib", layout="dist-info")
        yield Example("two releases", Change.of(key, wheel, newer), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Distribution) and isinstance(after, Distribution)) or comparable(before, after):
            return
        editable = is_editable(before) or is_editable(after)
        commits = (before.direct_url and before.direct_url.commit, after.direct_url and after.direct_url.commit)
        if not editable and commits[0] == commits[1]:
            return
        sides = [word for word, value in ((Side.BEFORE, before), (Side.AFTER, after)) if is_editable(value)]
        reason = (
            f"in {' and '.join(sides)} it runs from a working tree, whose code its version does not tell"
            if editable
            else "the two sides were installed from other commits, and no file list says what that changed"
        )
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.MEDIUM,
            confidence=0.5,
            reason=reason,
            remedy=f"install a wheel of {change.key.name} on both sides, or compare its tree with --code-root",
            evidence=(
                Evidence(what="version", before=before.version, after=after.version),
                Evidence(what="installed from", before=_origin(before), after=_origin(after)),
            ),
            sources=("https://packaging.python.org/en/latest/specifications/direct-url/",),
        )


def _origin(value: Distribution) -> str:
    if value.direct_url is None:
        return "index"
    commit = f"@{value.direct_url.commit}" if value.direct_url.commit else ""
    return f"{value.direct_url.url}{commit}{' (editable)' if value.direct_url.editable else ''}"
