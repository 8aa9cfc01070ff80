"""What the user says to measure, as work: shipped probes by name, probe files, entry points, command lines, inputs."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path

from parity.errors import ConfigurationError
from parity.parsers.probe_file import ProbeFile, parse_probe_file
from parity.runs.job import Work

MAX_PROBE = 1 << 20  # bytes of a probe file
MAX_INPUT = 256 << 20  # bytes of an input file
SCRIPT = """
import runpy as _runpy
_SOURCE = {source!r}
_CODE = compile(_SOURCE, {name!r}, "exec")
def run():
    exec(_CODE, {{"__name__": "__main__", "__file__": {name!r}}})
"""  # a file without `run` is a script: what it prints is its output


@cache
def shipped() -> dict[str, ProbeFile]:
    """The probes that come with parity, by name."""
    folder = files("parity").joinpath("probes")
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".py") and item.name != "__init__.py")
    return {name[:-3].replace("_", "-"): parse_probe_file(folder.joinpath(name).read_text("utf-8")) for name in names}


def settles() -> dict[str, tuple[str, ...]]:
    """Which findings each shipped probe exercises: its name -> patterns of their subjects."""
    return {name: probe.settles for name, probe in shipped().items()}


def standard(names: Sequence[str] = ()) -> tuple[Work, ...]:
    """Shipped probes, all or by name. Raises ConfigurationError for a name that there is not."""
    known = shipped()
    for name in names:
        if name not in known:
            raise ConfigurationError(
                "find the probe", name, "no such probe", f"there are {', '.join(known)}, or a file"
            )
    return tuple(_work(name, known[name]) for name in (names or known))


def named(probe: str, inputs: Sequence[Path] = (), seed: int = 0) -> Work:
    """A shipped probe by name, or a probe file by its path. Raises ConfigurationError."""
    if probe in shipped():
        return _work(probe, shipped()[probe], seed=seed)
    path = Path(probe)
    if not path.is_file():
        raise ConfigurationError("find the probe", probe, "no such file or probe", f"there are {', '.join(shipped())}")
    try:
        return _work(path.name, parse_probe_file(_read(path, MAX_PROBE).decode("utf-8")), inputs, seed)
    except (ValueError, UnicodeDecodeError) as error:
        raise ConfigurationError("read the probe", probe, str(error)) from error


def entry(path: str, inputs: Sequence[Path] = (), generator: str | None = None, seed: int = 0) -> Work:
    """A callable of the application: "package.module:function". Raises ConfigurationError."""
    for option, value in (("--entry", path), ("--generator", generator)):
        if value is not None and not all(part and " " not in part for part in value.partition(":")[::2]):
            raise ConfigurationError("use", f"{option} {value}", "it is not of the form package.module:function")
    return Work(
        name=path, title=f"the callable {path}", entry=path, inputs=_contents(inputs), generator=generator, seed=seed
    )


def command(line: str, inputs: Sequence[Path] = ()) -> Work:
    """A command line; the first input, if any, is its stdin. Raises ConfigurationError."""
    try:
        argv = tuple(shlex.split(line))
    except ValueError as error:
        raise ConfigurationError("use", f"--command {line}", str(error)) from error
    if not argv:
        raise ConfigurationError("use", "--command", "it is empty")
    return Work(name=argv[0], title=f"the command {line}", argv=argv, inputs=_contents(inputs))


def _work(name: str, probe: ProbeFile, inputs: Sequence[Path] = (), seed: int = 0) -> Work:
    source = probe.source if probe.callable else SCRIPT.format(source=probe.source, name=name)
    return Work(
        name=name,
        title=probe.title or name,
        source=source,
        requires=probe.requires,
        inputs=_contents(inputs),
        seed=seed,
    )


def _contents(inputs: Sequence[Path]) -> tuple[tuple[str, bytes], ...]:
    return tuple((path.name, _read(path, MAX_INPUT)) for path in inputs)


def _read(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        raise ConfigurationError("read", str(path), error.strerror or str(error)) from error
    if len(data) > limit:
        raise ConfigurationError("read", str(path), f"it is larger than {limit >> 20} MiB")
    return data
