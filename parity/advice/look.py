"""Commands that show one side of a difference without parity, for whoever does not take its word."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence

from parity.advice.places import HERE, image_name, preparation, python_of, run_in
from parity.model.artifact import Artifact
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.distribution import Distribution, Integrity
from parity.model.interpreter import Interpreter
from parity.model.origin import Origin
from parity.model.setting import Command, Text, Variable
from parity.model.system import LibC, Package, Release

# In double quotes, so that a shell's single ones go around it.
VERSION_OF = "import importlib.metadata as m; print(m.version({name}))"
HASHES_OF = (
    "import hashlib, importlib.metadata as m; "
    "[print(hashlib.sha256(f.locate().read_bytes()).hexdigest(), f) for f in m.files({name}) "
    'if f.suffix != ".pyc" and f.locate().is_file()]'
)
ALTERED_OF = (
    "import base64, hashlib, importlib.metadata as m; "
    '[print(f, "is not as its RECORD says") for f in m.files({name}) if f.hash and f.locate().is_file() and '
    'base64.urlsafe_b64encode(hashlib.new(f.hash.mode, f.locate().read_bytes()).digest()).decode().rstrip("=") '
    "!= f.hash.value]"
)
ASK = {"dpkg": ("dpkg-query", "-W"), "apk": ("apk", "info", "-v"), "rpm": ("rpm", "-q")}
CONFIGURED = {"user": ".Config.User", "workdir": ".Config.WorkingDir", "stop-signal": ".Config.StopSignal"}


def look(change: Change, origin: Origin) -> tuple[str, ...]:
    """Shell commands, in order, that show what `origin` has there; empty where nothing simple does."""
    command = _inspected(change, origin)
    if command is None and (argv := _argv(change, origin)):
        command = run_in(origin, argv)
    if command is None:
        return ()
    before = preparation(origin)
    return (before, command) if before else (command,)


def _argv(change: Change, origin: Origin) -> Sequence[str]:
    """A program that prints it from inside; empty where there is none."""
    value = change.before if change.before is not None else change.after
    argv: Sequence[str] = ()
    if isinstance(value, Distribution | Integrity | Interpreter | LibC):
        argv = _of_python(value, change, python_of(origin))
    elif isinstance(value, Package):
        manager, _, package = change.key.name.partition(":")
        argv = (*ASK[manager], package) if manager in ASK else ()
    elif isinstance(value, Release):
        argv = ("cat", "/etc/os-release")
    elif isinstance(value, SourceFile | Artifact):
        argv = ("sha256sum", change.key.name)
    elif isinstance(value, Variable) and value.secret is None and origin.scheme in (*HERE, "container"):
        argv = ("printenv", change.key.name.removeprefix("env:"))
    return argv


def _of_python(value: Distribution | Integrity | Interpreter | LibC, change: Change, python: str) -> Sequence[str]:
    name = json.dumps(change.key.name.partition("/")[0])
    if isinstance(value, Interpreter):
        return (python, "-VV")
    if isinstance(value, LibC):
        return (python, "-c", "import platform; print(platform.libc_ver())")
    if isinstance(value, Integrity):
        return (python, "-c", ALTERED_OF.format(name=name))
    other = change.after
    alike = change.before is not None and isinstance(other, Distribution) and other.version == value.version
    return (python, "-c", (HASHES_OF if alike else VERSION_OF).format(name=name))


def _inspected(change: Change, origin: Origin) -> str | None:
    """What the image's configuration says is asked of the daemon: nothing has to run for it."""
    name = image_name(origin)
    value = change.before if change.before is not None else change.after
    if name is None:
        return None
    inspect = "docker image inspect --format"
    if isinstance(value, Variable) and value.secret is None:
        wanted = shlex.quote("^" + change.key.name.removeprefix("env:") + "=")
        return f"{inspect} '{{{{range .Config.Env}}}}{{{{println .}}}}{{{{end}}}}' {shlex.quote(name)} | grep {wanted}"
    if isinstance(value, Command):
        return f"{inspect} '{{{{json .Config.Entrypoint}}}} {{{{json .Config.Cmd}}}}' {shlex.quote(name)}"
    if isinstance(value, Text) and change.key.name in CONFIGURED:
        return f"{inspect} '{{{{{CONFIGURED[change.key.name]}}}}}' {shlex.quote(name)}"
    if isinstance(value, Text) and change.key.name.startswith("label:"):
        return f"{inspect} '{{{{json .Config.Labels}}}}' {shlex.quote(name)}"
    return None
