"""The worker: loads, calls and measures one probe in a fresh process, and writes one document to a pipe."""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import subprocess
import sys
import time
import types
import warnings
from typing import Any, Callable, Iterable

from .encode import encode, exception
from .inputs import load

WARM_UP_CALLS = 2
SAMPLE_SECONDS = 0.002  # a sample is made of as many calls as take this long: the clock must not be what is measured
MAX_SAMPLES = 400
MAX_WARNINGS = 100
MAX_PRINTED = 1 << 20  # bytes hashed and kept of what the first call prints


class Absent(Exception):
    """A module that the probe needs is not there."""


def resolve(path: str) -> Any:
    """The callable that "package.module:name.attribute" names."""
    module, _, names = path.partition(":")
    value = importlib.import_module(module)
    for name in names.split("."):
        value = getattr(value, name)
    return value


def require(names: Iterable[str]) -> None:
    for name in names:
        try:
            importlib.import_module(name)
        except ImportError as error:
            if getattr(error, "name", None) in (name, name.partition(".")[0]):
                raise Absent(name) from None
            raise


class Subject:
    """What is called, again and again: `call()`."""

    def __init__(self, job: dict[str, Any]) -> None:
        self.job = job
        self.data: tuple[Any, ...] = ()
        self.function: Callable[..., Any] = lambda: None
        self.make: Callable[..., Any] | None = None

    def prepare(self) -> None:
        """Imports; returns nothing. What it costs is the import time."""
        job = self.job
        require(job.get("requires") or ())
        if job["kind"] == "source":
            module = types.ModuleType("parity_probe")
            module.__file__ = job["name"]
            sys.modules["parity_probe"] = module
            exec(compile(job["source"], job["name"], "exec"), module.__dict__)
            self.function = module.run
            self.make = getattr(module, "setup", None)
        elif job["kind"] == "callable":
            self.function = resolve(job["entry"])
            self.make = None
        if job.get("generator"):
            self.make = resolve(job["generator"])

    def supply(self) -> None:
        """Inputs: files in the order given, else what the generator makes of the seed."""
        inputs = tuple(load(path) for path in self.job.get("inputs") or ())
        if self.make is not None:
            seed = self.job.get("seed") or 0
            takes = self.make.__code__.co_argcount if hasattr(self.make, "__code__") else 1
            inputs += (self.make(seed) if takes else self.make(),)
        self.data = inputs

    def call(self) -> Any:
        return self.function(*self.data)


class Command(Subject):
    """A command line: each call is a process."""

    def prepare(self) -> None:
        pass

    def call(self) -> Any:
        stdin = self.data[0] if self.data and isinstance(self.data[0], bytes) else b""
        done = subprocess.run(
            self.job["argv"], input=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False
        )
        printed: str | bytes = done.stdout
        try:
            printed = done.stdout.decode("utf-8")
        except UnicodeDecodeError:
            pass
        if done.returncode != 0:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()
            return {"exit status": done.returncode, "stdout": printed, "stderr": said[-1:] if said else []}
        return {"exit status": 0, "stdout": printed}


class Noted:
    """Warnings shown during the first call and before, as (category, message)."""

    def __init__(self) -> None:
        self.seen: list[list[str]] = []
        setattr(warnings, "showwarning", self.note)
        if not sys.warnoptions:  # the application's own filters, set later, still come first
            warnings.simplefilter("default")

    def note(self, message: Any, category: Any, *_: Any, **__: Any) -> None:
        row = [category.__name__, str(message)[:500]]
        if len(self.seen) < MAX_WARNINGS and row not in self.seen:
            self.seen.append(row)


class Printed:
    """What goes to descriptor 1 during the first call, binary or not; afterwards it goes nowhere."""

    def __enter__(self) -> Printed:
        import tempfile

        self.file: Any = None
        try:
            self.file = tempfile.TemporaryFile()
            os.dup2(self.file.fileno(), 1)
        except OSError:
            self.file = None  # nowhere to write: what is printed is not compared
        return self

    def __exit__(self, *_: object) -> None:
        try:
            sys.stdout.flush()
        except (OSError, ValueError):
            pass
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.close(null)

    def told(self) -> dict[str, Any] | None:
        if self.file is None:
            return None
        import hashlib

        self.file.seek(0, 2)
        size = self.file.tell()
        self.file.seek(0)
        head = self.file.read(MAX_PRINTED)
        return {"n": size, "sha256": hashlib.sha256(head).hexdigest(), "head": head[:4000].decode("utf-8", "replace")}


def status_bytes(name: str) -> int | None:
    """A line of /proc/self/status, in bytes."""
    try:
        with open("/proc/self/status") as stream:
            for line in stream:
                if line.startswith(name + ":"):
                    return int(line.split()[1]) * 1024
    except (OSError, ValueError):
        pass
    return None


def bytes_read() -> int | None:
    try:
        with open("/proc/self/io") as stream:
            return int(stream.readline().split()[1])
    except (OSError, ValueError, IndexError):
        return None


def cpu_seconds() -> float:
    """Of all threads of this process, and of the processes that it has waited for."""
    spent = 0.0
    for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN):
        used = resource.getrusage(who)
        spent += used.ru_utime + used.ru_stime
    return spent


def sample(call: Callable[[], Any], seconds: float, least: int) -> tuple[list[float], float, float]:
    """Steady state, after a warm-up that is not kept: wall seconds per call, CPU seconds per call, calls per second."""
    one = 0.0
    for _ in range(WARM_UP_CALLS):
        begun = time.perf_counter()
        call()
        one = time.perf_counter() - begun
    loops = max(1, min(1000000, int(SAMPLE_SECONDS / max(one, 1e-9))))
    walls: list[float] = []
    gc.collect()
    cpu, start = cpu_seconds(), time.perf_counter()
    while len(walls) < MAX_SAMPLES and (len(walls) < least or time.perf_counter() < start + seconds):
        begun = time.perf_counter()
        for _ in range(loops):
            call()
        walls.append((time.perf_counter() - begun) / loops)
    calls = len(walls) * loops
    return walls, (cpu_seconds() - cpu) / calls, calls / (time.perf_counter() - start)


def measured(job: dict[str, Any], begun: float) -> dict[str, Any]:
    """The whole document of one trial."""
    document: dict[str, Any] = {"startup": time.monotonic() - begun, "version": sys.version.split()[0]}
    noted = Noted()
    subject = Command(job) if job["kind"] == "command" else Subject(job)
    stage = "import"
    try:
        mark = time.perf_counter()
        subject.prepare()
        document["import"] = time.perf_counter() - mark
        stage = "setup"
        mark = time.perf_counter()
        subject.supply()
        document["setup"] = time.perf_counter() - mark
        stage = "run"
        with Printed() as printed:
            mark = time.perf_counter()
            value = subject.call()
            document["first"] = time.perf_counter() - mark
        document["output"] = encode(value) if not job.get("silent") else {"t": "none"}
        document["printed"] = printed.told()
        del value
        if job["sampling"] > 0:
            stage = "sampling"
            document["walls"], document["cpu"], document["throughput"] = sample(subject.call, job["sampling"], 3)
        document["status"] = "ok"
    except Absent as error:
        document.update(status="absent", problem=str(error))
    except MemoryError as error:
        document.update(status="memory", stage=stage, output=exception(error))
    except Exception as error:
        document.update(status="raised", stage=stage, output=exception(error))
    except SystemExit as error:
        document.update(status="exit", stage=stage, problem="SystemExit: %s" % (error.code,))
    document["warnings"] = noted.seen
    document["peak"] = status_bytes("VmHWM")
    if job["kind"] == "command":  # the commands' own, not this process's
        document["peak"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    document["read"] = bytes_read()
    document["modules"] = sorted({name.partition(".")[0] for name in list(sys.modules)} - {"parity_probe"})[:4000]
    return document


def main(path: str, result: int, begun: float) -> None:
    """Entry point: the job's file, the descriptor of the pipe, when the supervisor started this process."""
    with open(path, "rb") as stream:
        job = json.loads(stream.read().decode("utf-8"))
    here = sys.path.pop(0)
    for name in [name for name in sys.modules if name.partition(".")[0] == "parity_harness"]:
        del sys.modules[name]
    del here
    if not getattr(sys.flags, "safe_path", False) and "" not in sys.path:
        sys.path.insert(0, "")
    os.set_inheritable(result, False)
    document = measured(job, begun)
    view = memoryview(json.dumps(document).encode("ascii"))
    while view:
        view = view[os.write(result, view) :]
    os._exit(0)  # what the probe left behind (threads, exit handlers) has no word any more
