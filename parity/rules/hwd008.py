"""HWD008: models, workers and memory together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.quantities import size_in_words
from parity.deduction.workers import workers_of
from parity.interfaces import Context, Example, Rule, Step
from parity.model.artifact import Artifact
from parity.model.change import Change
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import Memory
from parity.model.keys import Domain, Key
from parity.model.setting import Command
from parity.model.side import Side
from parity.model.snapshot import Snapshot

_GIB = 1 << 30
_SOURCE = "https://docs.gunicorn.org/en/stable/settings.html#preload-app"
# What is looked up on disk, or only unpacked, needs no memory of its own.
_NOT_LOADED = frozenset({"table", "parquet", "sqlite", "archive", "compressed", "arrow"})


def _side(workers: int, gigabytes: int) -> tuple[Fact, ...]:
    argv = ("gunicorn", "-w", str(workers), "app:app")
    model = Artifact(format="safetensors", size=gigabytes * _GIB, sha256="aa")
    return (
        Fact(Key(Domain.SETTING, "command"), Command(argv=argv)),
        Fact(Key(Domain.ARTIFACT, "models/m.safetensors"), model),
    )


class HWD008(Rule):
    """On one side the models, once in every worker, are larger than the memory that the process may use.

    What it detects:
        The size of the model files that a side has, times the number of worker processes that its server starts (once
        where they share what was loaded before), against the machine's memory or the container's limit, where that
        holds on one side and not on the other.
    Why it matters:
        Each worker loads its own copy. Together they reach the limit, and the kernel ends one of them, mostly under
        load and again after every restart ("OOMKilled", exit code 137).
    Known false alarms:
        Model files that are never loaded, or only one of several; weights that are mapped from the file and shared.
    What to do:
        Start fewer workers, load the model before they part (gunicorn --preload), or raise the limit.
    References:
        https://docs.gunicorn.org/en/stable/settings.html#preload-app
    """

    name = "memory-for-models"
    domain = Domain.HARDWARE
    step = Step.EVIDENCE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.HARDWARE, "memory")
        limited = Change.of(key, Memory(total=64 * _GIB), Memory(total=64 * _GIB, limit=8 * _GIB))
        four = _side(4, 3)
        yield Example("four workers of 3 GiB in 8 GiB", limited, Risk.BEHAVIOUR, Severity.HIGH, four, four)
        one = _side(1, 3)
        yield Example("one worker fits", limited, None, None, one, one)
        yield Example("no models were seen", limited, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Memory) and isinstance(after, Memory)):
            return
        needs = (_needed(context.before), _needed(context.after))
        rooms = (_room(before), _room(after))
        full = [side for side in Side if (need := side.of(needs)) is not None and need > side.of(rooms)]
        if len(full) != 1:
            return
        [side] = full
        snapshot = context.snapshot(side)
        workers = workers_of(snapshot)
        copies = (
            f"{workers.count} workers ({workers.told_by}) each load" if workers and not workers.shared else "loading"
        )
        yield self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.HIGH,
            confidence=0.7,
            reason=f"in {side} {copies} {size_in_words(_models(snapshot))} of models into "
            f"{size_in_words(side.of(rooms))} of memory: the kernel ends the process",
            remedy=f"start fewer workers in {side}, load the model before they part, or raise the limit",
            evidence=(
                Evidence(what="memory that models need", before=_words(needs[0]), after=_words(needs[1])),
                Evidence(what="memory to be had", before=size_in_words(rooms[0]), after=size_in_words(rooms[1])),
            ),
            sources=(_SOURCE,),
        )


def _room(memory: Memory) -> int:
    return memory.total if memory.limit is None else min(memory.total, memory.limit)


def _models(snapshot: Snapshot) -> int:
    """Bytes of model files, the same content counted once."""
    sizes = {
        fact.value.sha256: fact.value.size
        for fact in snapshot.within(Domain.ARTIFACT)
        if isinstance(fact.value, Artifact) and fact.value.format not in _NOT_LOADED
    }
    return sum(sizes.values())


def _needed(snapshot: Snapshot) -> int | None:
    size, workers = _models(snapshot), workers_of(snapshot)
    if not size:
        return None
    return size * (workers.count if workers is not None and not workers.shared else 1)


def _words(size: int | None) -> str | None:
    return None if size is None else size_in_words(size)
