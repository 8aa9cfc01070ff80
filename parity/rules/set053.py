"""SET053: groups that the process belongs to beside its user's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.variables import text_of
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Text
from parity.model.side import Side

GROUPS = "groups"
DEVICES = frozenset({"video", "render", "44", "39"})  # own GPUs' devices; by number in Debian and in Fedora
_SOURCE = "https://docs.docker.com/reference/cli/docker/container/run/#group-add"
_ROCM = "https://rocm.docs.amd.com/projects/install-on-linux/en/latest/how-to/docker.html"


def _groups(before: str | None, after: str | None) -> Change:
    old, new = (None if value is None else Text(value=value) for value in (before, after))
    return Change.of(Key(Domain.SETTING, GROUPS), old, new)


class SET053(Rule):
    """The process belongs to other groups beside its user's own.

    What it detects:
        Groups that whoever starts the container adds: `docker run --group-add`, `group_add:` in compose,
        `supplementalGroups` and `fsGroup` in Kubernetes.
    Why it matters:
        A group is what lets an unprivileged user open devices and files: without `video` and `render` ROCm and VA-API
        find no GPU, and without the group that owns a volume its models cannot be read.
    Known false alarms:
        A process that runs as root, or that opens nothing by these groups.
    What to do:
        Start both sides with the same groups.
    References:
        https://docs.docker.com/reference/cli/docker/container/run/#group-add
    """

    name = "supplementary-groups"
    domain = Domain.SETTING
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        yield Example("no GPU may be opened", _groups("render video", None), Risk.BEHAVIOUR, Severity.HIGH)
        yield Example("a volume's group", _groups(None, "2000"), Risk.BEHAVIOUR, Severity.MEDIUM)
        user = Change.of(Key(Domain.SETTING, "user"), Text(value="a"), Text(value="b"))
        yield Example("another setting", user, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if change.key.name != GROUPS or change.kind is ChangeKind.UNKNOWN:
            return
        before, after = (frozenset((text_of(value) or "").split()) for value in (change.before, change.after))
        only = before ^ after
        side = Side.BEFORE if only & after else Side.AFTER
        devices = bool(only & DEVICES)
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.HIGH if devices else Severity.MEDIUM,
            confidence=0.6 if devices else 0.5,
            reason=f"an unprivileged user of {side} may not open "
            + (
                "the GPU's devices (/dev/dri, /dev/kfd): no GPU is found"
                if devices
                else "what belongs to the group alone"
            ),
            remedy="start both sides with the same groups",
            evidence=(Evidence(what="groups", before=text_of(change.before), after=text_of(change.after)),),
            sources=(_ROCM if devices else _SOURCE,),
        )
