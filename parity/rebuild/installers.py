"""pip and uv as programs: fresh virtual environments, and what a lock says installed into them with hashes demanded."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from parity.errors import SourceError
from parity.rebuild.processes import Ended, plain_environment, run

SECONDS_TO_MAKE = 180.0
SECONDS_TO_INSTALL = 3600.0
MAX_LINES = 6
CREDENTIALS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*://)[^/@\s]+@", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexes:
    """URLs with the credentials that they need: they go into the installers' environment, never on a command line."""

    urls: tuple[str, ...] = field(default=(), repr=False)
    find_links: tuple[str, ...] = ()
    trusted_hosts: tuple[str, ...] = ()
    certificates: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """A directory in which environments are made, with a pip that is in none of them.

    Attributes:
        pip: an interpreter that has pip.
        cache: directory of downloads that both installers may keep.
    """

    directory: Path
    pip: Path
    uv: Path | None
    indexes: Indexes
    cache: Path

    def environment(self) -> dict[str, str]:
        """What the installers see: nothing of the user's own configuration but the indexes."""
        indexes = self.indexes
        more = {
            "PIP_CONFIG_FILE": "/dev/null",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PIP_NO_INPUT": "1",
            "PIP_CACHE_DIR": str(self.cache / "pip"),
            "UV_CACHE_DIR": str(self.cache / "uv"),
            "UV_NO_CONFIG": "1",
            "UV_PYTHON_DOWNLOADS": "never",
            "UV_INDEX_STRATEGY": "unsafe-best-match",  # all indexes are equal, as pip has it
        }
        if indexes.urls:
            more |= {"PIP_INDEX_URL": indexes.urls[0], "UV_DEFAULT_INDEX": indexes.urls[0]}
        else:
            more |= {"PIP_NO_INDEX": "1", "UV_NO_INDEX": "1"}
        if extra := indexes.urls[1:]:
            more |= {"PIP_EXTRA_INDEX_URL": " ".join(extra), "UV_INDEX": " ".join(extra)}
        if indexes.find_links:
            more |= {
                "PIP_FIND_LINKS": " ".join(indexes.find_links), "UV_FIND_LINKS": ",".join(indexes.find_links),
            }  # fmt: skip
        if indexes.trusted_hosts:
            hosts = " ".join(indexes.trusted_hosts)
            more |= {"PIP_TRUSTED_HOST": hosts, "UV_INSECURE_HOST": hosts}
        if indexes.certificates:
            more |= {"PIP_CERT": indexes.certificates, "SSL_CERT_FILE": indexes.certificates}
        netrc = Path(os.environ.get("NETRC") or Path.home() / ".netrc")
        if netrc.is_file():
            more["NETRC"] = str(netrc)
        return plain_environment(self.directory, **more)

    def version_of_pip(self) -> str:
        """ "pip 26.3"."""
        return " ".join(self._run([self.pip, "-I", "-m", "pip", "--version"], 60).printed.split()[:2])

    def version_of_uv(self) -> str:
        """ "uv 0.13.9"; empty where there is none."""
        return " ".join(self._run([self.uv, "--version"], 60).printed.split()[:2]) if self.uv else ""

    def make(self, name: str, interpreter: Path) -> Path:
        """A virtual environment without pip; its interpreter. Raises SourceError."""
        target = self.directory / name
        ended = self._run([interpreter, "-I", "-m", "venv", "--without-pip", target], SECONDS_TO_MAKE)
        if ended.status:
            raise SourceError("make a virtual environment with", str(interpreter), _said(ended))
        return target / "bin" / "python"

    def install_with_pip(self, target: Path, document: Path) -> str | None:
        """Install requirements or a pylock into an environment; why that failed, None where it did not."""
        return self._installed(
            [self.pip, "-I", "-m", "pip", "--python", target, "install", "--quiet", "--no-deps", "--require-hashes",
             "--no-compile", "--no-warn-script-location", "--requirement", document],
        )  # fmt: skip

    def install_with_uv(self, target: Path, document: Path, groups: Sequence[str] = ()) -> str | None:
        """As `install_with_pip`."""
        assert self.uv is not None
        chosen = [word for group in groups for word in ("--group", group)]
        preview = ["--preview-features", "pylock"] if document.suffix == ".toml" else ["--require-hashes"]
        return self._installed([self.uv, "pip", "sync", "--quiet", *preview, "--python", target, *chosen, document])

    def broken_requirements(self, target: Path) -> tuple[str, ...]:
        """What `pip check` complains of, a line each."""
        ended = self._run([self.pip, "-I", "-m", "pip", "--python", target, "check"], SECONDS_TO_MAKE)
        lines = (line.strip() for line in ended.printed.splitlines())
        return tuple(sorted(line for line in lines if line)) if ended.status else ()

    def _installed(self, command: Sequence[str | Path]) -> str | None:
        ended = self._run(command, SECONDS_TO_INSTALL)
        return _said(ended) if ended.status else None

    def _run(self, command: Sequence[str | Path], seconds: float) -> Ended:
        try:
            return run(command, directory=self.directory, environment=self.environment(), seconds=seconds)
        except (OSError, TimeoutError) as error:
            raise SourceError("run", str(command[0]), str(error)) from error


def workshop(
    directory: Path, interpreter: Path, uv: Path | None, indexes: Indexes, cache: Path | None = None
) -> Workshop:
    """A place to build in. Raises SourceError.

    Args:
        interpreter: that environments are made with; where no pip fits it, it makes one.
    """
    made = Workshop(
        directory=directory, pip=interpreter, uv=uv, indexes=indexes, cache=cache or directory / "downloads"
    )
    for own in (Path(sys.executable), interpreter):
        # A pip may be too new for the interpreter that it is to serve.
        if run_quietly(made, [own, "-I", "-m", "pip", "--python", interpreter, "--version"]):
            return replace(made, pip=own)
    tools = directory / "tools"
    if not run_quietly(made, [interpreter, "-I", "-m", "venv", tools]):
        raise SourceError(
            "use pip of", str(interpreter), "it has none, and cannot make an environment that has",
            "install pip beside envparity",
        )  # fmt: skip
    return replace(made, pip=tools / "bin" / "python")


def run_quietly(made: Workshop, command: Sequence[str | Path]) -> bool:
    """Whether a program ends well."""
    try:
        ended = run(command, directory=made.directory, environment=made.environment(), seconds=SECONDS_TO_MAKE)
    except (OSError, TimeoutError):
        return False
    return ended.status == 0


def _said(ended: Ended) -> str:
    """The last lines, as a sentence."""
    lines = [line.strip() for line in (ended.errors or ended.printed).splitlines() if line.strip()]
    return CREDENTIALS.sub(r"\g<scheme>", " / ".join(lines[-MAX_LINES:])) or f"it ended with status {ended.status}"
