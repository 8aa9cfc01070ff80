"""Facts about the Python interpreter and its start-up (domain `interpreter`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Interpreter:
    """The interpreter that serves. Key name: "python".

    Attributes:
        version: full version where it could be seen ("3.11.2"), else major.minor.
        soabi: ABI tag of extension modules: "cpython-311-x86_64-linux-gnu".
        location: path of the executable; not an aspect of behaviour.
        virtual: runs in a virtual environment; `system_site`: which also sees its base's packages.
    """

    implementation: str
    version: str
    soabi: str | None = None
    location: str | None = None
    virtual: bool = False
    system_site: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InterpreterBuild:
    """How the interpreter was compiled. Key name: "build". None: cannot be told from what is installed."""

    optimised: bool | None = None  # profile-guided
    lto: bool | None = None
    debug: bool | None = None
    free_threaded: bool | None = None
    jit: bool | None = None
    shared: bool | None = None
    compiler: str | None = None
    cflags: tuple[str, ...] = ()  # only those that change the code generated: -O*, -march=, -ffast-math, -fno-*
    config_args: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPath:
    """Where modules are looked for, in order, relative to the prefix where inside it. Key name: "import-path".

    Attributes:
        absent: entries outside of the prefix that are not there: mounted when the program starts, or never.
    """

    entries: tuple[str, ...]
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StartupFile:
    """A file that Python reads at every start. Key name: "startup:<file name>" (.pth, sitecustomize, usercustomize)."""

    sha256: str
    runs_code: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherEnvironment:
    """A Python environment that is present but does not serve. Key name: "environment:<prefix>".

    Attributes:
        version: its interpreter's version.
        kind: "system", "venv", "conda", "pyenv" or "target".
        distributions: "name==version", sorted.
    """

    version: str
    kind: str
    distributions: tuple[str, ...] = ()
