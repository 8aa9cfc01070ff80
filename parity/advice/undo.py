"""Lines that make one side like the other: of its Dockerfile where it is an image, else of a shell."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import singledispatch

from parity.advice.places import is_declared, is_image, python_of
from parity.model.artifact import Artifact
from parity.model.change import Change, ChangeKind
from parity.model.code import SourceFile
from parity.model.distribution import Distribution, FileClass, Integrity, UnownedFiles
from parity.model.facts import Value
from parity.model.interpreter import Interpreter
from parity.model.origin import Origin
from parity.model.setting import Command, Limit, Size, Text, Variable
from parity.model.system import Package, Release, TimeZones

PURE = "-none-any"
OFFICIAL = frozenset({"debian", "ubuntu", "alpine", "fedora", "rockylinux", "almalinux"})  # names of Docker images
MANIFESTS = frozenset({"k8s", "compose"})
INSTRUCTIONS: Mapping[str, str] = {"user": "USER", "workdir": "WORKDIR", "stop-signal": "STOPSIGNAL"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """What makes one side like the other.

    Attributes:
        side: the one that is changed: "before" or "after".
        where: "Dockerfile", "shell" or "docker run".
        lines: to be added there as they stand; empty where only `note` tells what to do.
        note: what has to be known with it.
    """

    side: str
    where: str
    lines: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """One side as it is (`has`), as it should be (`wants`), and where that is. None: absent."""

    side: str
    name: str
    origin: Origin
    has: Value | None
    wants: Value | None

    def run(self, *argv: str) -> Undo:
        """A program to be run once."""
        line = shlex.join(argv)
        if is_image(self.origin):
            return Undo(side=self.side, where="Dockerfile", lines=(f"RUN {line}",))
        return Undo(side=self.side, where="shell", lines=(line,))

    def dockerfile(self, *lines: str, note: str = "") -> Undo:
        return Undo(side=self.side, where="Dockerfile", lines=lines, note=note)


def undo(change: Change, before: Origin, after: Origin) -> tuple[Undo, ...]:
    """After made like before, and the other way round; empty where no line does it (hardware, what was not seen)."""
    if change.kind is ChangeKind.UNKNOWN:
        return ()
    name = change.key.name
    cases = (
        _Case(side="after", name=name, origin=after, has=change.after, wants=change.before),
        _Case(side="before", name=name, origin=before, has=change.before, wants=change.after),
    )
    made = (_of_declared(case) if is_declared(case.origin) else _of_installed(case) for case in cases)
    return tuple(one for one in made if one is not None)


def _of_installed(case: _Case) -> Undo | None:
    return _undone(case.wants if case.wants is not None else case.has, case)


def _of_declared(case: _Case) -> Undo | None:
    """Nothing is installed there: what the file says is what has to change."""
    if not isinstance(case.wants or case.has, Distribution):
        return None
    wanted = f"{case.name}=={case.wants.version}" if isinstance(case.wants, Distribution) else f"no {case.name}"
    return Undo(
        side=case.side, where=case.origin.reference, note=f"have it say {wanted}, and make it anew if it is made"
    )


@singledispatch
def _undone(kind: object, case: _Case) -> Undo | None:
    return None


@_undone.register
def _(kind: Distribution, case: _Case) -> Undo | None:
    python = python_of(case.origin)
    wants = case.wants
    if not isinstance(wants, Distribution):
        if kind.layout == "conda":
            return case.run("conda", "remove", "--yes", "--force", case.name)
        return case.run(python, "-m", "pip", "uninstall", "--yes", case.name)
    if wants.layout == "conda":
        return case.run("conda", "install", "--yes", "=".join(filter(None, (case.name, wants.version, wants.build))))
    if wants.direct_url is not None:
        return _from_address(wants, case)
    if _falls_back(wants, case.has):
        return Undo(
            side=case.side, where="Dockerfile" if is_image(case.origin) else "shell",
            note=f"{case.name} there is the build without compiled parts: pip takes it only where no wheel fits and "
            "no compiler is at hand; better make the other side like this one",
        )  # fmt: skip
    options = ["--no-deps"]
    if isinstance(case.has, Distribution) and case.has.version == wants.version:
        options.append("--force-reinstall")
    if _compiled(wants):
        options.append(f"--only-binary={case.name}")
    return case.run(python, "-m", "pip", "install", *options, f"{case.name}=={wants.version}")


def _falls_back(wants: Distribution, has: Value | None) -> bool:
    """Whether the wanted one is the pure build of a release that has a compiled one."""
    return (
        isinstance(has, Distribution) and has.version == wants.version and _compiled(has)
        and wants.file_set(FileClass.NATIVE) is None
    )  # fmt: skip


def _compiled(value: Distribution) -> bool:
    native = value.file_set(FileClass.NATIVE) is not None
    return native and any(not tag.endswith(PURE) for tag in value.tags)


def _from_address(wants: Distribution, case: _Case) -> Undo:
    """Installed from a repository or a file: only the same commit, or the same archive, is the same again."""
    direct = wants.direct_url
    assert direct is not None
    python = python_of(case.origin)
    if direct.vcs and direct.commit:
        folder = f"#subdirectory={direct.subdirectory}" if direct.subdirectory else ""
        wanted = f"{case.name} @ {direct.vcs}+{direct.url}@{direct.commit}{folder}"
        return case.run(python, "-m", "pip", "install", "--no-deps", "--force-reinstall", wanted)
    if direct.url.startswith(("http://", "https://")):
        found = f"#{direct.archive_hash}" if direct.archive_hash else ""
        wanted = f"{case.name} @ {direct.url}{found}"
        return case.run(python, "-m", "pip", "install", "--no-deps", "--force-reinstall", wanted)
    return Undo(
        side=case.side, where="shell",
        note=f"{case.name} {wants.version} was installed from {direct.url}: build a wheel of it once, "
        "and install that wheel on both sides",
    )  # fmt: skip


@_undone.register
def _(kind: Integrity, case: _Case) -> Undo | None:
    """Only the side whose files are altered can be put right by a line; the other one needs no patch."""
    if not isinstance(case.has, Integrity) or case.wants is not None:
        return None
    name = case.name.partition("/")[0]
    return case.run(
        python_of(case.origin), "-m", "pip", "install", "--no-deps", "--force-reinstall", f"{name}=={kind.version}"
    )


@_undone.register
def _(kind: UnownedFiles, case: _Case) -> Undo | None:
    if case.wants is not None or not isinstance(case.has, UnownedFiles):
        return None
    return Undo(
        side=case.side, where="Dockerfile" if is_image(case.origin) else "shell",
        note="take away what puts them there (they lie below the environment): "
        + ", ".join(file.path for file in kind.files[:5]),
    )  # fmt: skip


@_undone.register
def _(kind: Interpreter, case: _Case) -> Undo | None:
    if kind.implementation.lower() != "cpython" or kind.version.count(".") < 2:
        return None
    if is_image(case.origin):
        return case.dockerfile(f"FROM python:{kind.version}", note="or another base image with this Python")
    return Undo(
        side=case.side, where="shell", lines=(f"uv python install {kind.version}",),
        note="and make the environment anew with it",
    )  # fmt: skip


@_undone.register
def _(kind: Package, case: _Case) -> Undo | None:
    manager, _, name = case.name.partition(":")
    wants = case.wants.version if isinstance(case.wants, Package) else None
    lines: Mapping[str, Callable[[], str]] = {
        "dpkg": lambda: (
            "apt-get update && apt-get install --yes --no-install-recommends --allow-downgrades "
            + shlex.quote(f"{name}={wants}")
            if wants
            else f"apt-get purge --yes {shlex.quote(name)}"
        ),
        "apk": lambda: f"apk add {shlex.quote(f'{name}={wants}')}" if wants else f"apk del {shlex.quote(name)}",
        "rpm": lambda: (
            f"dnf install --assumeyes {shlex.quote(f'{name}-{wants}')}"
            if wants
            else f"dnf remove --assumeyes {shlex.quote(name)}"
        ),
    }
    if manager not in lines:
        return None
    note = "Debian's mirrors keep only the newest: older ones are at https://snapshot.debian.org"
    told = note if manager == "dpkg" and wants else ""
    if is_image(case.origin):
        return case.dockerfile(f"RUN {lines[manager]()}", note=told)
    return Undo(side=case.side, where="shell", lines=(lines[manager](),), note=told)


@_undone.register
def _(kind: Release, case: _Case) -> Undo | None:
    if kind.id not in OFFICIAL or not kind.version or case.wants is None or not is_image(case.origin):
        return None
    return case.dockerfile(f"FROM {kind.id}:{kind.version}", note="or another base image of this release")


@_undone.register
def _(kind: TimeZones, case: _Case) -> Undo | None:
    if case.name != "timezone" or case.wants is None:
        return None
    return _variable("TZ", kind.value, case)


@_undone.register
def _(kind: Variable, case: _Case) -> Undo | None:
    name = case.name.removeprefix("env:")
    if kind.secret is not None:
        return Undo(
            side=case.side, where="docker run", note=f"{name} looks like a secret: give both the same one at run time"
        )
    return _variable(name, case.wants.value if isinstance(case.wants, Variable) else None, case)


def _variable(name: str, value: str | None, case: _Case) -> Undo:
    if case.origin.scheme in MANIFESTS:  # what it sets goes before the image's
        wanted = f"{name} is to be {value!r}" if value is not None else f"{name} is not to be set"
        return Undo(side=case.side, where=case.origin.reference, note=f"{wanted}, there or in its image")
    if value is not None:
        if is_image(case.origin):
            return case.dockerfile(f"ENV {name}={_quoted(value)}")
        return Undo(side=case.side, where="shell", lines=(f"export {name}={shlex.quote(value)}",))
    if is_image(case.origin):
        return case.dockerfile(note=f"take out the line that sets it (ENV {name}=...): a later line cannot unset it")
    return Undo(side=case.side, where="shell", lines=(f"unset {name}",))


def _quoted(value: str) -> str:
    """As a Dockerfile reads it: in double quotes, where a dollar would stand for a variable."""
    if value and all(c.isalnum() or c in "-_./:,+=@%" for c in value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("$", "\\$") + '"'


@_undone.register
def _(kind: Command, case: _Case) -> Undo | None:
    if not isinstance(case.wants, Command) or not is_image(case.origin):
        return None
    return case.dockerfile("ENTRYPOINT []", f"CMD {json.dumps(list(kind.argv))}")


@_undone.register
def _(kind: Text, case: _Case) -> Undo | None:
    if case.wants is None or not is_image(case.origin):
        return None
    if case.name.startswith("label:"):
        return case.dockerfile(f"LABEL {_quoted(case.name.removeprefix('label:'))}={_quoted(kind.value)}")
    instruction = INSTRUCTIONS.get(case.name)
    return case.dockerfile(f"{instruction} {kind.value}") if instruction else None


@_undone.register
def _(kind: Limit, case: _Case) -> Undo | None:
    if case.wants is None:
        return None
    bounds = ":".join("-1" if bound is None else str(bound) for bound in (kind.soft, kind.hard))
    return Undo(side=case.side, where="docker run", lines=(f"--ulimit {case.name.partition(':')[2]}={bounds}",))


@_undone.register
def _(kind: Size, case: _Case) -> Undo | None:
    if case.wants is None:
        return None
    return Undo(side=case.side, where="docker run", lines=(f"--shm-size {kind.bytes}",))


@_undone.register(SourceFile)
@_undone.register(Artifact)
def _(kind: SourceFile | Artifact, case: _Case) -> Undo | None:
    wants = case.wants
    if not isinstance(wants, SourceFile | Artifact):
        return Undo(side=case.side, where="Dockerfile", note=f"take {case.name} out of what is copied into the image")
    name = json.dumps([case.name, case.name])
    if not is_image(case.origin):
        return Undo(side=case.side, where="shell", note=f"deploy the {case.name} whose sha256 is {kind.sha256}")
    return case.dockerfile(f"COPY {name}", note=f"with the file whose sha256 is {kind.sha256}")
