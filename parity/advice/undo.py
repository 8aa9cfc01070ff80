"""Lines that make one side like the other: of its Dockerfile where it is an image, else of a shell."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Mapping
from functools import singledispatch

from parity.advice.case import Case, Undo
from parity.advice.places import is_declared, is_image
from parity.advice.python_packages import cleared, installed, repaired
from parity.model.artifact import Artifact
from parity.model.change import Change, ChangeKind
from parity.model.code import SourceFile
from parity.model.distribution import Distribution, Integrity, UnownedFiles
from parity.model.interpreter import Interpreter
from parity.model.origin import Origin
from parity.model.setting import Command, Limit, Size, Text, Variable
from parity.model.system import Package, Release, TimeZones

OFFICIAL = frozenset({"debian", "ubuntu", "alpine", "fedora", "rockylinux", "almalinux"})  # names of Docker images
MANIFESTS = frozenset({"k8s", "compose"})
INSTRUCTIONS: Mapping[str, str] = {"user": "USER", "workdir": "WORKDIR", "stop-signal": "STOPSIGNAL"}


def undo(change: Change, before: Origin, after: Origin) -> tuple[Undo, ...]:
    """After made like before, and the other way round; empty where no line does it (hardware, what was not seen)."""
    if change.kind is ChangeKind.UNKNOWN:
        return ()
    name = change.key.name
    cases = (
        Case(side="after", name=name, origin=after, has=change.after, wants=change.before),
        Case(side="before", name=name, origin=before, has=change.before, wants=change.after),
    )
    made = (_of_declared(case) if is_declared(case.origin) else _of_installed(case) for case in cases)
    return tuple(one for one in made if one is not None)


def _of_installed(case: Case) -> Undo | None:
    return _undone(case.wants if case.wants is not None else case.has, case)


def _of_declared(case: Case) -> Undo | None:
    """Nothing is installed there: what the file says is what has to change."""
    if not isinstance(case.wants or case.has, Distribution):
        return None
    wanted = f"{case.name}=={case.wants.version}" if isinstance(case.wants, Distribution) else f"no {case.name}"
    return Undo(
        side=case.side, where=case.origin.reference, note=f"have it say {wanted}, and make it anew if it is made"
    )


@singledispatch
def _undone(kind: object, case: Case) -> Undo | None:
    return None


_undone.register(Distribution, installed)
_undone.register(Integrity, repaired)
_undone.register(UnownedFiles, cleared)


@_undone.register
def _(kind: Interpreter, case: Case) -> Undo | None:
    if kind.implementation.lower() != "cpython" or kind.version.count(".") < 2:
        return None
    if is_image(case.origin):
        return case.dockerfile(f"FROM python:{kind.version}", note="or another base image with this Python")
    return Undo(
        side=case.side, where="shell", lines=(f"uv python install {kind.version}",),
        note="and make the environment anew with it",
    )  # fmt: skip


@_undone.register
def _(kind: Package, case: Case) -> Undo | None:
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
def _(kind: Release, case: Case) -> Undo | None:
    if kind.id not in OFFICIAL or not kind.version or case.wants is None or not is_image(case.origin):
        return None
    return case.dockerfile(f"FROM {kind.id}:{kind.version}", note="or another base image of this release")


@_undone.register
def _(kind: TimeZones, case: Case) -> Undo | None:
    if case.name != "timezone" or case.wants is None:
        return None
    return _variable("TZ", kind.value, case)


@_undone.register
def _(kind: Variable, case: Case) -> Undo | None:
    name = case.name.removeprefix("env:")
    if kind.secret is not None:
        return Undo(
            side=case.side, where="docker run", note=f"{name} looks like a secret: give both the same one at run time"
        )
    return _variable(name, case.wants.value if isinstance(case.wants, Variable) else None, case)


def _variable(name: str, value: str | None, case: Case) -> Undo:
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
def _(kind: Command, case: Case) -> Undo | None:
    if not isinstance(case.wants, Command) or not is_image(case.origin):
        return None
    return case.dockerfile("ENTRYPOINT []", f"CMD {json.dumps(list(kind.argv))}")


@_undone.register
def _(kind: Text, case: Case) -> Undo | None:
    if case.wants is None or not is_image(case.origin):
        return None
    if case.name.startswith("label:"):
        return case.dockerfile(f"LABEL {_quoted(case.name.removeprefix('label:'))}={_quoted(kind.value)}")
    instruction = INSTRUCTIONS.get(case.name)
    return case.dockerfile(f"{instruction} {kind.value}") if instruction else None


@_undone.register
def _(kind: Limit, case: Case) -> Undo | None:
    if case.wants is None:
        return None
    bounds = ":".join("-1" if bound is None else str(bound) for bound in (kind.soft, kind.hard))
    return Undo(side=case.side, where="docker run", lines=(f"--ulimit {case.name.partition(':')[2]}={bounds}",))


@_undone.register
def _(kind: Size, case: Case) -> Undo | None:
    if case.wants is None:
        return None
    return Undo(side=case.side, where="docker run", lines=(f"--shm-size {kind.bytes}",))


@_undone.register(SourceFile)
@_undone.register(Artifact)
def _(kind: SourceFile | Artifact, case: Case) -> Undo | None:
    wants = case.wants
    if not isinstance(wants, SourceFile | Artifact):
        return Undo(side=case.side, where="Dockerfile", note=f"take {case.name} out of what is copied into the image")
    name = json.dumps([case.name, case.name])
    if not is_image(case.origin):
        return Undo(side=case.side, where="shell", note=f"deploy the {case.name} whose sha256 is {kind.sha256}")
    return case.dockerfile(f"COPY {name}", note=f"with the file whose sha256 is {kind.sha256}")
