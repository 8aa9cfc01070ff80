"""SET031: shared memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.presence import consumers
from parity.deduction.quantities import listed, size_in_words
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.setting import Size
from parity.model.side import Side

DOCKER_DEFAULT = 64 << 20  # bytes, `docker run --shm-size`
ENOUGH = 1 << 30  # what data loaders with a few workers and images come to
_USERS = (
    "torch", "ray", "joblib", "scikit-learn", "vllm*", "tensorflow*", "dask", "distributed", "lightning*",
    "pytorch-lightning", "nvidia-nccl*", "multiprocess", "pyarrow",
)  # fmt: skip
_SOURCE = "https://github.com/pytorch/pytorch#docker-image"


def _shm(before: int | None, after: int | None) -> Change:
    old, new = (None if value is None else Size(bytes=value) for value in (before, after))
    return Change.of(Key(Domain.SETTING, "shm"), old, new)


def _installed(name: str) -> tuple[Fact, ...]:
    value = Distribution(version="1.0", location="lib", layout="dist-info")
    return (Fact(Key(Domain.DISTRIBUTION, name), value),)


class SET031(Rule):
    """The shared memory of the container (/dev/shm) has another size.

    What it detects:
        Another size of /dev/shm; where a side names none, Docker's 64 MiB.
    Why it matters:
        Worker processes of PyTorch's data loaders, joblib, Ray and NCCL pass data through it: when it is full they die
        with a bus error, or spill to disk.
    Known false alarms:
        Services that use a single process.
    What to do:
        `docker run --shm-size=...`, `shm_size:` in compose, an emptyDir of medium Memory in Kubernetes.
    References:
        https://github.com/pytorch/pytorch#docker-image
    """

    name = "shared-memory"
    domain = Domain.SETTING
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        yield Example("Docker's default in prod", _shm(8 << 30, 64 << 20), Risk.BEHAVIOUR, Severity.HIGH)
        flask = _installed("flask")
        unused = _shm(8 << 30, 64 << 20)
        yield Example("nothing there uses it", unused, Risk.BEHAVIOUR, Severity.LOW, flask, flask)
        yield Example("plenty on both sides", _shm(8 << 30, 16 << 30), Risk.NONE, Severity.INFO)
        yield Example("the default, written out", _shm(None, 64 << 20), Risk.NONE, Severity.INFO)
        yield Example("could not be seen", Change(key=Key(Domain.SETTING, "shm"), kind=ChangeKind.UNKNOWN), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if change.key.name != "shm" or change.kind is ChangeKind.UNKNOWN:
            return
        before, after = _bytes(change.before), _bytes(change.after)
        evidence: tuple[Evidence, ...] = (
            Evidence(what="shared memory", before=size_in_words(before), after=size_in_words(after)),
        )
        if before == after or min(before, after) >= ENOUGH:
            yield self.harmless(
                change,
                confidence=0.85,
                reason="it is the same size" if before == after else "both sides have more than data loaders come to",
                evidence=evidence,
            )
            return
        users = consumers(context, _USERS)
        used = not users.excluded and not users.unused
        much = max(before, after) >= 4 * min(before, after)
        where = Side.AFTER if after < before else Side.BEFORE
        if users.names:
            evidence += (Evidence(what=f"used by {listed(users.names)}"),)
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.LOW if not used else Severity.HIGH if much else Severity.MEDIUM,
            confidence=0.3 if not used else 0.7,
            reason=f"{where} has only {size_in_words(min(before, after))} of shared memory: processes that pass data "
            "through it die with a bus error when it is full",
            remedy=f"start the container with --shm-size={max(before, after) >> 20}m on both sides",
            evidence=evidence,
            sources=(_SOURCE,),
        )
        if used:
            yield self.finding(
                change,
                risk=Risk.PERFORMANCE,
                severity=Severity.LOW,
                confidence=0.5,
                reason=f"with little shared memory in {where}, libraries that can do without copy data or use the disk",
                remedy=f"start the container with --shm-size={max(before, after) >> 20}m on both sides",
                evidence=evidence,
                sources=(_SOURCE,),
            )


def _bytes(value: object) -> int:
    return value.bytes if isinstance(value, Size) else DOCKER_DEFAULT
