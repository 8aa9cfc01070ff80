"""Every protocol of the system: read this first, then `workflows`.

    reference ──open──▶ Source ──aim──▶ Target ──collect──▶ Snapshot
    Snapshot, Snapshot ──diff──▶ Change ──classify──▶ Finding ──policy──▶ Report ──render──▶ str

A source shows a root file system and, where it has them, an image configuration, an import path and what its
machine says. A collector turns what a target shows into facts and gaps. Paths inside a root are absolute POSIX
strings ("/usr/lib/libz.so.1"); names that are not UTF-8 carry surrogate escapes, as `os.fsdecode` makes them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from enum import Enum
from typing import BinaryIO, ClassVar, Protocol

from parity.errors import FileUnreadable
from parity.model.change import Change
from parity.model.edits import Inspection
from parity.model.facts import Fact, Gap
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain
from parity.model.knowledge import SHIPPED, KnowledgeScope
from parity.model.origin import Origin
from parity.model.package_index import Candidate, IndexFile, Needs
from parity.model.report import Report
from parity.model.snapshot import Snapshot

# ── where an environment is ──────────────────────────────────────────────────────────────────────────────────


class EntryKind(Enum):
    """What a path is."""

    FILE = "file"
    DIRECTORY = "directory"
    SYMLINK = "symlink"
    OTHER = "other"  # devices, pipes, sockets: never opened


@dataclass(frozen=True, slots=True)
class Entry:
    """One path of a root file system.

    Attributes:
        path: absolute inside the root; after following links, the path they led to.
        size: bytes, of a regular file; 0 otherwise.
        mode: permission bits.
        target: of a symlink, as written.
    """

    path: str
    kind: EntryKind
    size: int = 0
    mode: int = 0
    target: str | None = None


class FileSystem(Protocol):
    """A read-only root file system: layers squashed, symlinks resolved inside the root, never executed."""

    def entry(self, path: str, *, follow: bool = True) -> Entry | None:
        """What is at `path`; None where nothing is, a link dangles, loops, or leads out of the root."""
        ...

    def children(self, path: str) -> Sequence[str]:
        """Names in a directory, sorted; empty where it is none. Raises FileUnreadable where it may not be listed."""
        ...

    def open(self, path: str) -> BinaryIO:
        """A seekable reader of a regular file. Raises FileUnreadable."""
        ...

    def read(self, path: str, limit: int) -> bytes:
        """The whole file, at most `limit` bytes. Raises FileUnreadable, also where it is larger than that."""
        ...

    def storage_order(self, paths: Iterable[str]) -> Sequence[str]:
        """The same paths in the order in which they are read fastest (compressed layers only read forward)."""
        ...

    def hashes(self, paths: Iterable[str]) -> Iterator[tuple[str, str | FileUnreadable]]:
        """Hex sha256 of many regular files, in storage order and as parallel as the storage allows.

        A file that cannot be read yields its error in place of the digest; it never ends the run.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Healthcheck:
    """As in the image configuration; durations in seconds."""

    test: tuple[str, ...]
    interval: float | None = None
    timeout: float | None = None
    start_period: float | None = None
    retries: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessConfig:
    """How an environment's process is started: of an image, a container, an OCI runtime bundle.

    Attributes:
        limits: resources that it may use: "cpu" in CPUs, "memory" in bytes, others by name; where something sets them.
        node: labels that the machine must have, where something chooses it.
        read_only: whether nothing can be written to the root file system; volumes are told apart.
        complete: False where the place knows only part of it (a runtime bundle has no labels and no healthcheck).
    """

    env: Mapping[str, str] = field(default_factory=dict)
    entrypoint: tuple[str, ...] = ()
    cmd: tuple[str, ...] = ()
    user: str = ""
    workdir: str = ""
    stop_signal: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    healthcheck: Healthcheck | None = None
    shm_size: int | None = None  # bytes
    ulimits: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)  # soft, hard; None: unlimited
    limits: Mapping[str, float] = field(default_factory=dict)
    node: Mapping[str, str] = field(default_factory=dict)
    read_only: bool = False
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentReport:
    """What the agent saw in a running environment: raw texts, parsed by the collectors.

    Attributes:
        files: kernel files ("/proc/cpuinfo", "/sys/fs/cgroup/cpu.max", ...) and their text.
        values: what only the process can tell, of JSON types: "machine", "cpu_count", "affinity", "kernel",
            "executable", "prefix", "base_prefix", "version", "implementation", "path" (sys.path), "environ", "rlimits",
            "locale", ...
        errors: what could not be read, by name, and why.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, object] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


class Runner(Protocol):
    """Runs the agent inside an environment. Only for places where that is the user's word."""

    def probe(self, interpreter: str | None) -> AgentReport:
        """Have the target's own interpreter run the agent.

        Args:
            interpreter: path of the serving environment's interpreter inside the root, where it was worked out; a
                runner that was opened for one interpreter knows better.

        Raises:
            SourceError: it cannot be run, or says nothing that can be understood.
        """
        ...


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


# ── what is seen there ───────────────────────────────────────────────────────────────────────────────────────


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
    """The machine to which a target's hardware facts refer: what a probe saw, or what the user said."""

    probe: AgentReport | None = None
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a collector sees: one source, aimed at its serving Python environment.

    Attributes:
        serving: the environment that the image's command (or the user's word) uses; None where there is no Python.
        others: every other Python environment in the root.
        chosen_by: why `serving` is the one, in words for a person.
        installed: distributions on the serving environment's import path, in path order, shadowed ones included.
        code_roots: absolute paths of application code, the user's or the working directory.
        gaps: what aiming itself could not see.
    """

    files: FileSystem
    config: ProcessConfig | None = None
    probe: AgentReport | None = None
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


# ── what else could be installed ─────────────────────────────────────────────────────────────────────────────


class VersionSearch(Protocol):
    """Other versions that an environment could have instead: what a package index offers it."""

    def offered(
        self, name: str, tags: Sequence[str], python: str, versions: Collection[str] | None = None
    ) -> Sequence[Candidate]:
        """Versions with a wheel for the environment, newest first; none where no index can be asked.

        Args:
            name: PEP 503 normalised.
            tags: that the environment accepts, best first.
            python: its full version.
            versions: which ones only; None: all but pre-releases and what was yanked.
        """
        ...

    def needs(self, candidates: Sequence[Candidate]) -> Sequence[Needs | None]:
        """What each candidate requires; None where that cannot be had."""
        ...

    def hashed(self, file: IndexFile) -> IndexFile:
        """The file with a sha256, which is computed where the index states none, if that can be."""
        ...


# ── what the differences mean ────────────────────────────────────────────────────────────────────────────────


class Step(Enum):
    """The order in which rules are asked; for each risk, the first step that speaks of it has the word.

    A step that says "no risk" where no step before it saw one ends the questions: nothing later can overrule it.
    """

    CONTENT = 1  # identical or inert files: proof that nothing changes
    EVIDENCE = 2  # what really changed inside, where that proves something
    KNOWLEDGE = 3  # documented facts about these very versions
    KIND = 4  # what category of thing this is
    SIGNS = 5  # what changed inside, where that only makes a risk more or less likely
    VERSION = 6  # how far apart the version numbers are


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)  # by identity: what is worked out once is kept per context
class Context:
    """Both sides of a comparison, for rules that must look beyond their change.

    Attributes:
        inspection: what was seen inside what differs; empty where a side is only a stored snapshot.
        knowledge: which documented facts count.
    """

    before: Snapshot
    after: Snapshot
    inspection: Inspection = field(default_factory=Inspection)
    knowledge: KnowledgeScope = SHIPPED


@dataclass(frozen=True, slots=True)
class Example:
    """A change and what the rule must say of it; a rule's examples are its documentation and its tests.

    Attributes:
        risk: None: the rule must stay silent.
    """

    title: str
    change: Change
    risk: Risk | None
    severity: Severity | None = None
    before: tuple[Fact, ...] = ()  # other facts of the two snapshots that the rule looks at
    after: tuple[Fact, ...] = ()
    inspection: Inspection = field(default_factory=Inspection)  # what was seen inside


class Rule(ABC):
    """One file of `parity/rules`: a stable code, a docstring that is its documentation, examples that are its tests.

    The class is named by its code (PKG003). Its docstring has a first line that names the difference, then sections
    headed "What it detects", "Why it matters", "Known false alarms", "What to do", "References" if any.
    """

    name: ClassVar[str]  # kebab-case: "pure-python-fallback"
    domain: ClassVar[Domain | None]  # None: changes of every domain
    step: ClassVar[Step]

    @property
    def code(self) -> str:
        return type(self).__name__

    @abstractmethod
    def examples(self) -> Iterable[Example]:
        """Changes with what this rule must say of them: at least one that it claims and one that it leaves alone."""

    @abstractmethod
    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        """Pure: the same change and context give the same findings. Yields nothing where it has nothing to say."""

    def finding(
        self,
        change: Change,
        *,
        risk: Risk,
        severity: Severity,
        confidence: float,
        reason: str,
        remedy: str,
        evidence: tuple[Evidence, ...] = (),
        sources: tuple[str, ...] = (),
    ) -> Finding:
        """A finding of this rule about `change`."""
        return Finding(
            rule=self.code, change=change, risk=risk, severity=severity, confidence=confidence,
            reason=reason, remedy=remedy, evidence=evidence, sources=sources,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reporter(ABC):
    """Renders a report to one string; knows nothing of terminals, files or exit codes.

    One file of `parity/reporters`, one reporter; found by `parity.reporters` by itself.

    Attributes:
        width: columns to fill, where the format has columns.
        color: whether terminal colours may be used.
        verbosity: -1: the verdict only; 0: what matters; 1: everything. Formats for programs are always whole.
    """

    name: ClassVar[str]  # what --format and NAME:FILE call it
    suffixes: ClassVar[tuple[str, ...]]  # of files that are written in it: (".sarif", ".sarif.json")
    summary: ClassVar[str]  # one line of help

    width: int = 100
    color: bool = False
    verbosity: int = 0

    @abstractmethod
    def render(self, report: Report) -> str:
        """Pure: the same report gives the same text."""
