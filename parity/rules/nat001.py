"""NAT001: the very same library, elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.native_changes import paired
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.native import SharedLibrary


def _jpeg(path: str, build: str = "aa11") -> SharedLibrary:
    return SharedLibrary(soname="libjpeg.so.62", build_id=build, path=path, family="codec-image", provider="jpeg-turbo")


class NAT001(Rule):
    """The same build of a library lies in another place, or belongs to another package.

    What it detects:
        The same build ID (or the same bytes) on both sides, under another path, name or owner.
    Why it matters:
        It does not: the same machine code runs.
    Known false alarms:
        None: a build ID is a digest of what the linker wrote.
    What to do:
        Nothing.
    References:
        https://fedoraproject.org/wiki/Releases/FeatureBuildId
    """

    name = "same-library-elsewhere"
    domain = Domain.NATIVE
    step = Step.CONTENT

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.NATIVE, "libjpeg.so.62")
        moved = Change.of(key, _jpeg("/lib/libjpeg.so.62"), _jpeg("/usr/lib/libjpeg.so.62"))
        yield Example("merged directories", moved, Risk.NONE, Severity.INFO)
        gone = Change.of(key, _jpeg("/usr/lib/libjpeg.so.62"), None)
        elsewhere = Fact(Key(Domain.NATIVE, "hwcaps/libjpeg.so.62"), _jpeg("/usr/lib/hwcaps/libjpeg.so.62"))
        yield Example("under another name", gone, Risk.NONE, Severity.INFO, (), (elsewhere,))
        rebuilt = Change.of(key, _jpeg("/usr/lib/libjpeg.so.62"), _jpeg("/usr/lib/libjpeg.so.62", "bb22"))
        yield Example("another build", rebuilt, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        pair = paired(change, context)
        if pair is None or pair.before is None or pair.after is None or not _same(pair.before, pair.after):
            return
        yield self.harmless(
            change,
            confidence=0.98,
            reason="both sides have the very same build of it",
            evidence=(
                Evidence(what="build ID", before=pair.before.build_id, after=pair.after.build_id),
                Evidence(what="place", before=pair.before.path, after=pair.after.path),
            ),
        )


def _same(before: SharedLibrary, after: SharedLibrary) -> bool:
    if before.build_id or after.build_id:
        return before.build_id == after.build_id
    return before.content is not None and before.content == after.content
