"""SET051: a root file system that cannot be written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Size, Text
from parity.model.side import Side

ROOT = "root-filesystem"
WRITABLE = "writable"


def _root(before: str | None, after: str | None) -> Change:
    old, new = (None if value is None else Text(value=value) for value in (before, after))
    return Change.of(Key(Domain.SETTING, ROOT), old, new)


class SET051(Rule):
    """Only one side can write to its root file system.

    What it detects:
        A container that is started read-only: `docker run --read-only`, `read_only:` in compose,
        `readOnlyRootFilesystem` in Kubernetes.
    Why it matters:
        Writing anywhere but to a volume fails: caches of models and compiled kernels, temporary files, downloads at the
        first request, files that a library makes at import.
    Known false alarms:
        A service that writes to volumes only, or not at all.
    What to do:
        Run the tests read-only as well; mount a volume or a tmpfs where the service writes, and point TMPDIR, HOME and
        the cache directories (HF_HOME, NUMBA_CACHE_DIR, MPLCONFIGDIR) there.
    References:
        https://docs.docker.com/reference/cli/docker/container/run/#read-only
    """

    name = "read-only-root"
    domain = Domain.SETTING
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        yield Example("read-only in prod", _root(None, "read-only"), Risk.BEHAVIOUR, Severity.HIGH)
        size = Change.of(Key(Domain.SETTING, "shm"), Size(bytes=1), Size(bytes=2))
        yield Example("another setting", size, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if change.key.name != ROOT or change.kind is ChangeKind.UNKNOWN:
            return
        before, after = (
            value.value if isinstance(value, Text) else WRITABLE for value in (change.before, change.after)
        )
        side = Side.BEFORE if after == WRITABLE else Side.AFTER
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.HIGH,
            confidence=0.6,
            reason=f"{side} cannot write to its root file system: what writes anywhere but to a volume fails there",
            remedy="run both sides alike, with a volume or a tmpfs where the service writes (TMPDIR, HOME, caches)",
            evidence=(Evidence(what="root file system", before=before, after=after),),
            sources=("https://docs.docker.com/reference/cli/docker/container/run/#read-only",),
        )
