"""A job for the harness, and what came of it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any, Protocol

from parity.model.measurement import Status, Trial

MARK = b"\x1eparity-harness\x1e"  # as in parity/harness/supervise.py
MAX_OUTPUT = 48 << 20  # bytes that a harness may print
GRACE = 15.0  # seconds that a harness gets beyond its own limit, before it is ended from outside
HARNESS = ("__init__.py", "supervise.py", "encode.py", "inputs.py", "work.py")
PACKAGE = "parity_harness"
JOB = "job.json"
CANNOT_START = 127


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The same on both sides. Bytes, seconds; cpus None: as many as there are."""

    memory: int = 4 << 30
    seconds: float = 60.0
    processes: int = 256
    cpus: float | None = None
    scratch: int = 512 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What is called: one of a probe's source, an entry point, a command line.

    Attributes:
        inputs: (file name, content), loaded by their suffix and passed in order.
        generator: "module:function" that makes the (last) argument of the seed.
        requires: modules without which it cannot run.
        silent: its output is not compared.
    """

    name: str
    title: str = ""
    source: str | None = None
    entry: str | None = None
    argv: tuple[str, ...] = ()
    inputs: tuple[tuple[str, bytes], ...] = field(default=(), repr=False)
    generator: str | None = None
    seed: int = 0
    requires: tuple[str, ...] = ()
    silent: bool = False

    @property
    def kind(self) -> str:
        return "source" if self.source is not None else "command" if self.argv else "callable"

    @property
    def identity(self) -> str:
        """Digest of all that is run."""
        parts = {**asdict(self), "title": "", "inputs": [[n, hashlib.sha256(b).hexdigest()] for n, b in self.inputs]}
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()[:16]


class Executor(Protocol):
    """One environment in which work can be run."""

    @property
    def where(self) -> str:
        """In words: the interpreter, the image."""
        ...

    def run(self, work: Work, limits: Limits, sampling: float) -> Trial:
        """One trial in a fresh process. Whatever the work does is a `Trial`.

        Args:
            sampling: seconds of steady state to time; 0: one call, for its output.

        Raises:
            SourceError: the environment is gone, or the daemon is.
        """
        ...


def harness_files() -> dict[str, bytes]:
    """What is sent: path below the job's directory -> content."""
    folder = files("parity").joinpath("harness")
    return {f"{PACKAGE}/{name}": folder.joinpath(name).read_bytes() for name in HARNESS}


def job_files(work: Work, directory: str, **how: Any) -> dict[str, bytes]:
    """Everything that the harness needs below `directory`, the job itself included."""
    sent = harness_files()
    inputs = []
    for index, (name, content) in enumerate(work.inputs):
        path = f"inputs/{index}{PurePosixPath(name).suffix}"
        sent[path] = content
        inputs.append(f"{directory}/{path}")
    job = {
        "kind": work.kind, "name": work.name, "source": work.source, "entry": work.entry, "argv": list(work.argv),
        "inputs": inputs, "generator": work.generator, "seed": work.seed, "requires": list(work.requires),
        "silent": work.silent, **how,
    }  # fmt: skip
    sent[JOB] = json.dumps(job).encode()
    return sent


def trial_of(printed: bytes, said: str, limits: Limits) -> Trial:
    """What the harness printed, as a trial; something else than a document is a broken one."""
    pieces = printed.split(MARK, 2)
    if len(pieces) < 3:
        return broken(
            f"the environment's interpreter did not run the harness: {_last_words(said) or 'it said nothing'}"
        )
    try:
        outer = json.loads(pieces[1])
        raw = base64.b64decode(outer["worker"], validate=True)
        inner = json.loads(raw) if raw else {}
        return _trial(outer, inner, limits)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        return broken(f"the harness's report cannot be understood ({type(error).__name__}: {error})")


def broken(problem: str) -> Trial:
    """A trial that did not come about."""
    return Trial(status=Status.BROKEN, problem=problem)


def _trial(outer: Mapping[str, Any], inner: Mapping[str, Any], limits: Limits) -> Trial:
    status, problem = _ending(outer, inner, limits)
    points = tuple((float(at), int(size)) for at, size in outer.get("memory", ()))
    peaks = [size for size in (inner.get("peak"), outer.get("family_peak")) if isinstance(size, int)]
    return Trial(
        status=status,
        problem=problem,
        output=inner.get("output") if status in (Status.OK, Status.RAISED) else None,
        printed=inner.get("printed"),
        warnings=tuple((str(category), str(message)) for category, message in inner.get("warnings", ())),
        version=str(inner.get("version", "")),
        startup=inner.get("startup"),
        imported=inner.get("import"),
        setup=inner.get("setup"),
        first=inner.get("first"),
        walls=tuple(map(float, inner.get("walls", ()))),
        cpu=inner.get("cpu"),
        throughput=inner.get("throughput"),
        peak=max(peaks) if peaks else None,
        container_peak=outer.get("cgroup_peak"),
        read=inner.get("read"),
        memory=points,
        modules=tuple(map(str, inner.get("modules", ()))),
        leftover=int(outer.get("leftover", 0)),
    )


def _ending(outer: Mapping[str, Any], inner: Mapping[str, Any], limits: Limits) -> tuple[Status, str]:
    """How it ended, and why, in words."""
    passed = {
        "timeout": (Status.TIMEOUT, f"it did not end in {limits.seconds:g} s"),
        "memory": (Status.MEMORY, f"it took more than {limits.memory >> 20} MiB of memory"),
        "processes": (Status.PROCESSES, f"it started more than {limits.processes} processes"),
    }
    if outer.get("limit") in passed:
        return passed[str(outer["limit"])]
    if outer.get("signal"):
        return Status.SIGNAL, f"signal {outer['signal']} ended it{_tail(outer)}"
    if not inner:
        if outer.get("exit") == CANNOT_START:
            return Status.BROKEN, f"the interpreter could not be started{_tail(outer)}"
        return Status.EXIT, f"it ended the process with status {outer.get('exit')} instead of returning{_tail(outer)}"
    error = inner.get("output") or {}
    stage = {"import": " while importing", "setup": " while preparing inputs"}.get(str(inner.get("stage")), "")
    told = {
        Status.OK: "",
        Status.RAISED: f"{error.get('type')}{stage}: {' '.join(str(error.get('message')).split())[:300]}",
        Status.ABSENT: f"{inner.get('problem')} is not installed there",
        Status.MEMORY: f"MemoryError within {limits.memory >> 20} MiB",
        Status.EXIT: str(inner.get("problem")),
    }
    status = Status(inner.get("status"))
    return status, told[status]


def _tail(outer: Mapping[str, Any]) -> str:
    words = _last_words(str(outer.get("stderr", "")))
    return f": {words}" if words else ""


def _last_words(text: str) -> str:
    lines: Sequence[str] = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else ""
