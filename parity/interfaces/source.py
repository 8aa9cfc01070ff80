"""Where an environment is, and how a reference to it is opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Protocol

from parity.interfaces.files import FileSystem
from parity.interfaces.process import ProcessConfig, Runner
from parity.model.facts import Gap
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One environment, open for reading. A context manager: leaving it frees files, containers and connections.

    Attributes:
        prefix: the Python environment that the user pointed at (venv:/x, python:/x/bin/python); None: find out.
        code_roots: where this kind of place keeps the application's code, if not in the working directory.
        directory: from where the user's relative paths are meant, if not from the working directory of the process.
        gaps: what this kind of place can never show.
        identity: equal means equal content, so that what was seen before need not be looked at again; None: it may
            have changed without a trace.
        resources: closed with the source.
    """

    origin: Origin
    files: FileSystem
    config: ProcessConfig | None = None
    runner: Runner | None = None
    prefix: str | None = None
    code_roots: tuple[str, ...] = ()
    directory: str = "/"
    gaps: tuple[Gap, ...] = ()
    identity: str | None = None
    resources: ExitStack = field(default_factory=ExitStack, compare=False, repr=False)

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self.resources.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenOptions:
    """What the user may say about opening a reference.

    Attributes:
        platform: "linux/arm64": which image of a multi-platform index; None: this machine's, else the only one.
        run: allow the agent to run inside an image (`docker:` only; live environments are always asked).
        docker_host: address of the daemon, None: as the docker client would find it.
        progress: told (what, done, total) during anything long; total None where unknown. Bytes.
    """

    platform: str | None = None
    run: bool = False
    docker_host: str | None = None
    progress: Callable[[str, int, int | None], None] | None = None


class Opener(Protocol):
    """Opens one kind of place. One file of `parity/sources`, one opener; found by `parity.sources` by itself."""

    schemes: Mapping[str, str]  # scheme -> one line of help

    def recognises(self, reference: str) -> bool:
        """Whether a bare reference (no scheme) is surely of this kind: a cheap look at the path, no daemon."""
        ...

    def open(self, scheme: str, reference: str, options: OpenOptions) -> Source:
        """Raises UnknownReference where it names nothing, SourceError where it cannot be read."""
        ...


class DeclaredFormat(Protocol):
    """Reads one format of files that give a snapshot directly. One file of `parity/declared`, one format."""

    schemes: Mapping[str, str]  # scheme -> one line of help
    fits: bool  # whether the other side's snapshot is of use: its Python decides markers, its packages satisfy ranges

    def recognises(self, path: str) -> bool:
        """Whether a bare reference to a file is surely of this format: by name, or by its first bytes."""
        ...

    def read(self, path: str, other: Snapshot | None) -> Snapshot:
        """What the file declares, in terms that can be compared with `other` where there is one.

        Raises:
            UnknownReference: there is no such file.
            ParityError: it cannot be read, is too large, or is not of this format.
        """
        ...
