"""One side of a case as a place that parity can open: a root file system, a process, a machine."""

from __future__ import annotations

import os
import posixpath
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.accuracy.compiled import program
from parity.interfaces import AgentReport, ProcessConfig, Source
from parity.model.origin import Origin
from parity.rootfs.host import HostFiles

SITE = "usr/local/lib/python{python}/site-packages"
UNSHARED = shutil.ignore_patterns(".lock", "__pycache__")


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What one side holds.

    Attributes:
        python: minor version; None: it has no Python.
        packages: directories with installed packages, merged into site-packages.
        files: path inside the root -> content.
        links: path inside the root -> what the symbolic link says.
        process: how it is started.
        agent: what its machine says, where the case is about that.
    """

    python: str | None = "3.11"
    packages: tuple[Path, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    process: ProcessConfig = field(default_factory=ProcessConfig)
    agent: AgentReport | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A runner whose answer is known."""

    answer: AgentReport

    def run_agent(self, interpreter: str | None) -> AgentReport:
        return self.answer


def build(environment: Environment, root: Path, name: str) -> Source:
    """Write the environment below `root`, an empty directory, and open it."""
    if environment.python is not None:
        _write(root, interpreter(environment.python))
        site = root / SITE.format(python=environment.python)
        site.mkdir(parents=True, exist_ok=True)
        for package in environment.packages:
            shutil.copytree(package, site, copy_function=_link, dirs_exist_ok=True, ignore=UNSHARED)
    _write(root, environment.files)
    for path, target in environment.links.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).symlink_to(target)
    return Source(
        origin=Origin(scheme="dir", reference=name),
        files=HostFiles(str(root)),
        config=environment.process,
        runner=Told(environment.agent) if environment.agent else None,
    )


def _link(kept: str, place: str) -> None:
    """The same file under another name; of two packages that bring one file, the later one's stays."""
    Path(place).unlink(missing_ok=True)
    os.link(kept, place)


def interpreter(python: str, prefix: str = "usr/local") -> dict[str, bytes]:
    """A CPython of this minor version, as it is installed below a prefix."""
    library = f"{prefix}/lib/python{python}"
    tag = f"cpython-{python.replace('.', '')}"
    build = {"SOABI": f"{tag}-x86_64-linux-gnu", "EXT_SUFFIX": f".{tag}-x86_64-linux-gnu.so", "VERSION": python}
    return {
        f"{prefix}/bin/python{python}": program(),
        f"{prefix}/bin/python3": program(),
        f"{prefix}/bin/python": program(),
        f"{library}/_sysconfigdata__linux_x86_64-linux-gnu.py": f"build_time_vars = {build!r}\n".encode(),
        f"{prefix}/include/python{python}/patchlevel.h": f'#define PY_VERSION "{python}.7"\n'.encode(),
        f"{library}/os.py": b"",
        f"{library}/site.py": b"def main(): ...\n",
        f"{library}/lib-dynload/.keep": b"",
    }


def pypy(version: str) -> dict[str, bytes]:
    """A PyPy for this version of Python, as its archive lays it out below /usr/local."""
    minor = ".".join(version.split(".")[:2])
    library = f"usr/local/lib/pypy{minor}"
    return {
        **{f"usr/local/bin/{name}": program() for name in (f"pypy{minor}", "pypy3", "pypy", "python3", "python")},
        f"{library}/os.py": b"",
        f"{library}/site.py": b"def main(): ...\n",
        f"{library}/site-packages/.keep": b"",
    }


def _write(root: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)  # it may be a link to a kept package
        place.write_bytes(content)
        if posixpath.basename(posixpath.dirname(path)) == "bin":
            place.chmod(0o755)
