"""Every protocol of the system: read this first, then `workflows`.

    reference ──open──▶ Source ──aim──▶ Target ──collect──▶ Snapshot
    Snapshot, Snapshot ──diff──▶ Change ──classify──▶ Finding ──policy──▶ Report ──render──▶ str

A source shows a root file system and, where it has them, an image configuration, an import path and what its
machine says. A collector turns what a target shows into facts and gaps. Paths inside a root are absolute POSIX
strings ("/usr/lib/libz.so.1"); names that are not UTF-8 carry surrogate escapes, as `os.fsdecode` makes them.

One file, one stage: `files`, `process` and `source` are where an environment is; `target` is what collectors see of it;
`versions` is what else could be installed; `rule` is what a difference means; `reporter` is how it is told.
"""

from parity.interfaces.files import Entry, EntryKind, FileSystem
from parity.interfaces.process import AgentReport, ProcessConfig, Runner
from parity.interfaces.reporter import Reporter
from parity.interfaces.rule import Context, Example, Rule, Step
from parity.interfaces.source import DeclaredFormat, Opener, OpenOptions, Source
from parity.interfaces.target import Collector, Host, InstalledDistribution, PythonEnvironment, RecordedFile, Target
from parity.interfaces.versions import VersionSearch

__all__ = [
    "AgentReport",
    "Collector",
    "Context",
    "DeclaredFormat",
    "Entry",
    "EntryKind",
    "Example",
    "FileSystem",
    "Host",
    "InstalledDistribution",
    "OpenOptions",
    "Opener",
    "ProcessConfig",
    "PythonEnvironment",
    "RecordedFile",
    "Reporter",
    "Rule",
    "Runner",
    "Source",
    "Step",
    "Target",
    "VersionSearch",
]
