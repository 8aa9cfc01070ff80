"""SET014: workers, threads and CPUs together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.deduction.thread_count import POOLS, pool_size
from parity.deduction.variables import PREFIX, value_of
from parity.deduction.workers import workers_of
from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import CpuCount
from parity.model.keys import Domain, Key
from parity.model.setting import Command, Variable
from parity.model.side import Side
from parity.model.snapshot import Snapshot

MUCH = 1.5  # threads for each CPU from which waiting shows
_SOURCE = "https://scikit-learn.org/stable/computing/parallelism.html#oversubscription-spawning-too-many-threads"
_DECIDING = ("WEB_CONCURRENCY", "GUNICORN_CMD_ARGS", "GRANIAN_WORKERS")
# Who starts a pool of threads for each process.
_POOLED = ("numpy", "scipy", "torch", "scikit-learn", "tensorflow", "onnxruntime", "xgboost", "lightgbm", "numexpr")


def _side(workers: int, threads: str | None = None, cpus: int = 8) -> tuple[Fact, ...]:
    numpy = Distribution(version="2.1", location="lib", layout="dist-info")
    found = [
        Fact(Key(Domain.SETTING, "command"), _command(workers)),
        Fact(Key(Domain.HARDWARE, "cpu-count"), CpuCount(visible=cpus)),
        Fact(Key(Domain.DISTRIBUTION, "numpy"), numpy),
    ]
    if threads is not None:
        found.append(Fact(Key(Domain.SETTING, "env:OMP_NUM_THREADS"), Variable(value=threads)))
    return tuple(found)


def _command(workers: int) -> Command:
    return Command(argv=("gunicorn", "-w", str(workers), "app:app"))


class SET014(Rule):
    """On one side all workers together start more computing threads than there are CPUs.

    What it detects:
        The number of worker processes that the server starts, times the size of the thread pool in each (OpenMP and
        BLAS, as the variables say, else one thread for every CPU that is seen), against the CPUs to be had, where it
        is more than they can run at once on one side and not on the other.
    Why it matters:
        Each worker sizes its pool as if it were alone. Under load their threads wait for one another, and latency
        grows by factors, although no single process has too many.
    Known false alarms:
        Workers that mostly wait for others; code that sets its number of threads by itself.
    What to do:
        Set OMP_NUM_THREADS (and OPENBLAS_NUM_THREADS, MKL_NUM_THREADS) to the CPUs divided by the workers.
    References:
        https://scikit-learn.org/stable/computing/parallelism.html#oversubscription-spawning-too-many-threads
    """

    name = "workers-times-threads"
    domain = Domain.SETTING
    step = Step.KNOWLEDGE

    def examples(self) -> Iterable[Example]:
        key = Key(Domain.SETTING, "command")
        more = Change.of(key, _command(1), _command(8))
        yield Example("eight workers of eight threads", more, Risk.PERFORMANCE, Severity.HIGH, _side(1), _side(8))
        bounded = (_side(1, "1"), _side(8, "1"))
        yield Example("eight workers of one thread", more, None, None, *bounded)
        yield Example("the CPUs were not seen", more, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        if change.kind is ChangeKind.UNKNOWN or change.key != _decisive(context):
            return
        loads = (_load(context.before), _load(context.after))
        crowded = [load is not None and load[0] * load[1] > MUCH * load[2] for load in loads]
        if crowded[0] == crowded[1] or not _pooled(context):
            return
        side = Side.AFTER if crowded[1] else Side.BEFORE
        load = side.of(loads)
        assert load is not None
        workers, threads, cpus = load
        if threads > cpus or workers == 1:
            return  # one process alone has too many: told where threads and CPUs are
        yield self.finding(
            change,
            risk=Risk.PERFORMANCE,
            severity=Severity.HIGH,
            confidence=0.7,
            reason=f"in {side} {workers} workers start {threads} threads each, {workers * threads} in all for {cpus:g} "
            "CPUs: they wait for one another",
            remedy=f"set ENV OMP_NUM_THREADS={max(1, int(cpus) // workers)} in {side}",
            evidence=(Evidence(what="workers x threads / CPUs", before=_words(loads[0]), after=_words(loads[1])),),
            sources=(_SOURCE,),
        )


def _decisive(context: Context) -> Key | None:
    """The first of the things that decide which differs: the finding is told there, once."""
    variables = dict.fromkeys((*_DECIDING, *(name for names in POOLS.values() for name in names)))
    if context.before.find(Domain.SETTING, "command") != context.after.find(Domain.SETTING, "command"):
        return Key(Domain.SETTING, "command")
    for name in variables:
        if value_of(context.before, name) != value_of(context.after, name):
            return Key(Domain.SETTING, f"{PREFIX}{name}")
    return None


def _load(snapshot: Snapshot) -> tuple[int, int, float] | None:
    """Workers, threads in each, CPUs to be had; None where one of them is not known."""
    workers, pool = workers_of(snapshot), pool_size(snapshot, "OMP_NUM_THREADS")
    if pool.threads is None or pool.usable is None:
        return None
    return (workers.count if workers is not None else 1), pool.threads, pool.usable


def _pooled(context: Context) -> bool:
    """Whether something installed starts such pools."""
    return any(side.find(Domain.DISTRIBUTION, name) for side in (context.before, context.after) for name in _POOLED)


def _words(load: tuple[int, int, float] | None) -> str | None:
    return None if load is None else f"{load[0]} x {load[1]} / {load[2]:g}"
