"""What is seen in an environment: a source, aimed at the Python that serves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from parity.interfaces.files import FileSystem
from parity.interfaces.process import AgentReport, ProcessConfig
from parity.model.facts import Fact, Gap
from parity.model.keys import Domain


@dataclass(frozen=True, slots=True, kw_only=True)
class PythonEnvironment:
    """A Python environment found inside a root.

    Attributes:
        prefix: sys.prefix ("/opt/venv", "/usr").
        base_prefix: a virtual environment's base, else the same as prefix; None where the base lies outside the root.
        executable: the interpreter's path, links not resolved; None where there is none (a --target directory).
        version: "3.11.2", or "3.11" where no more could be seen.
        kind: "system", "venv", "conda", "pyenv" or "target".
        system_site: a virtual environment that also sees its base's packages.
        path: import path in order, absolute inside the root, as the interpreter makes it: PYTHONPATH, .pth and all.
        startup: .pth, sitecustomize and usercustomize files that are read at start.
        written_prefix: where its own files say it lies, if they say so: a copied or mounted one lies elsewhere.
    """

    prefix: str
    base_prefix: str | None
    executable: str | None
    version: str
    kind: str
    implementation: str = "cpython"
    system_site: bool = False
    path: tuple[str, ...] = ()
    startup: tuple[str, ...] = ()
    written_prefix: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedFile:
    """One row of a RECORD: path absolute inside the root; digest in hex, None where the row has none.

    Attributes:
        algorithm: of `digest`, by hashlib's name.
        shipped: hex sha256 in the package, where the installer wrote the prefix into the file (conda).
    """

    path: str
    digest: str | None = None
    size: int | None = None
    algorithm: str = "sha256"
    shipped: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledDistribution:
    """One distribution's metadata as it lies on disk, parsed but not judged.

    Attributes:
        name: PEP 503 normalised.
        location: the import path entry it was found in, absolute inside the root.
        metadata: path of its .dist-info / .egg-info / conda-meta record.
        layout: "dist-info", "egg-info", "conda" or "egg-link".
        files: what it installed; empty with `recorded` False where nothing says so.
    """

    name: str
    version: str
    location: str
    metadata: str
    layout: str
    files: tuple[RecordedFile, ...] = ()
    recorded: bool = True
    tags: tuple[str, ...] = ()
    build: str | None = None
    installer: str | None = None
    direct_url: Mapping[str, object] | None = None
    requested: bool = False
    requires: tuple[str, ...] = ()
    requires_python: str | None = None
    top_level: tuple[str, ...] = ()
    launchers: tuple[str, ...] = ()  # names of console and GUI scripts
    launcher_targets: Mapping[str, str] = field(default_factory=dict)  # the same names -> "module:attribute"


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """The machine to which a target's hardware facts refer: what the agent tells of it, or what the user said."""

    agent: AgentReport | None = None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a collector sees: one source, aimed at its serving Python environment.

    Attributes:
        agent: what it told, where something runs.
        serving: the environment that the image's command (or the user's word) uses; None where there is no Python.
        others: every other Python environment in the root.
        chosen_by: why `serving` is the one, in words for a person.
        installed: distributions on the serving environment's import path, in path order, shadowed ones included.
        code_roots: absolute paths of application code, the user's or the working directory.
        gaps: what aiming itself could not see.
    """

    files: FileSystem
    config: ProcessConfig | None = None
    agent: AgentReport | None = None
    host: Host | None = None
    serving: PythonEnvironment | None = None
    chosen_by: str | None = None
    others: tuple[PythonEnvironment, ...] = ()
    installed: tuple[InstalledDistribution, ...] = ()
    code_roots: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()


class Collector(Protocol):
    """Turns what a target shows of one domain into facts and gaps. One file of `parity/collectors`, one collector.

    A collector never raises for what it meets inside the target: an unreadable or absurd file is a Gap at its place.
    """

    domain: Domain

    def collect(self, target: Target) -> Iterator[Fact | Gap]: ...
