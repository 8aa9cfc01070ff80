"""Interpreter: which Python serves, how it was built, where it looks for modules and what it reads at start."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator

from parity.environments.build_variables import build_variables, hinted_soabi, unseen_standard_library
from parity.environments.inventory import distributions
from parity.environments.placement import in_environment
from parity.environments.reading import contents
from parity.interfaces import PythonEnvironment, Target
from parity.model.facts import Fact, Gap
from parity.model.interpreter import ImportPath, Interpreter, OtherEnvironment, StartupFile
from parity.model.keys import Domain, Key
from parity.parsers.dist_metadata import normalised
from parity.parsers.pth import MAX_PTH_BYTES, parse_pth
from parity.parsers.sysconfigdata import soabi, to_build

NO_INTERPRETER = "only packages are here, and nothing says which interpreter imports them"
PREFIX_MARK = b"{prefix}"


class InterpreterFacts:
    """The serving interpreter, and the environments beside it."""

    domain = Domain.INTERPRETER

    def collect(self, target: Target) -> Iterator[Fact | Gap]:
        environment = target.serving
        if environment is not None:
            yield from _interpreter(target, environment)
            yield Fact(Key(Domain.INTERPRETER, "import-path"), _import_path(target, environment))
            yield from _startup(target, environment)
        yield from _others(target)


def _interpreter(target: Target, environment: PythonEnvironment) -> Iterator[Fact | Gap]:
    if environment.kind == "target":
        for name in ("python", "build"):
            yield Gap(domain=Domain.INTERPRETER, subject=name, reason=NO_INTERPRETER, inherent=True)
        return
    variables = build_variables(target.files, environment)
    if isinstance(variables, str):
        yield Gap(
            domain=Domain.INTERPRETER,
            subject="build",
            reason=variables,
            inherent=environment.base_prefix is None,
        )
        tag = hinted_soabi(target.files, environment)
    else:
        yield Fact(Key(Domain.INTERPRETER, "build"), to_build(variables))
        tag = soabi(variables)
    yield Fact(
        Key(Domain.INTERPRETER, "python"),
        Interpreter(
            implementation=environment.implementation,
            version=environment.version,
            soabi=tag,
            location=in_environment(environment.executable, environment) if environment.executable else None,
            virtual=environment.kind == "venv",
            system_site=environment.system_site,
        ),
    )


def _import_path(target: Target, environment: PythonEnvironment) -> ImportPath:
    own = tuple(
        # Of a root that is one environment, a path that leads nowhere was written for a place outside.
        entry if environment.prefix == "/" and target.files.entry(entry) is None else in_environment(entry, environment)
        for entry in environment.path
    )
    absent = tuple(
        entry for entry in own if entry.startswith("/") and not entry.endswith(".zip") and not target.files.entry(entry)
    )
    return ImportPath(entries=(*unseen_standard_library(environment), *own), absent=absent)


def _startup(target: Target, environment: PythonEnvironment) -> Iterator[Fact | Gap]:
    read = contents(target.files, dict.fromkeys(environment.startup, MAX_PTH_BYTES + 1))
    for path in environment.startup:
        name = f"startup:{posixpath.basename(path)}"
        if name == "startup:__init__.py":
            name = f"startup:{posixpath.basename(posixpath.dirname(path))}"
        data = read[path]
        if not isinstance(data, bytes):
            yield Gap(
                domain=Domain.INTERPRETER,
                subject=name,
                reason=f"{in_environment(path, environment)}: {data.reason}",
            )
        elif len(data) > MAX_PTH_BYTES:
            reason = f"{in_environment(path, environment)}: it is larger than {MAX_PTH_BYTES >> 10} KiB"
            yield Gap(domain=Domain.INTERPRETER, subject=name, reason=reason)
        else:
            runs_code = parse_pth(data).runs_code if path.endswith(".pth") else True
            digest = hashlib.sha256(_without_prefix(data, environment)).hexdigest()
            yield Fact(Key(Domain.INTERPRETER, name), StartupFile(sha256=digest, runs_code=runs_code))


def _without_prefix(data: bytes, environment: PythonEnvironment) -> bytes:
    """The same file of the same environment elsewhere has another prefix in it."""
    for prefix in (environment.written_prefix, environment.prefix):
        if prefix is not None and prefix.rstrip("/"):
            data = data.replace(prefix.encode("utf-8", "surrogateescape"), PREFIX_MARK)
    return data


def _others(target: Target) -> Iterator[Fact]:
    prefixes = [other.prefix for other in target.others]
    for other in target.others:
        several = prefixes.count(other.prefix) > 1
        name = f"environment:{other.prefix}" + (f" {other.version}" if several else "")
        listed = {f"{normalised(name)}=={version}" for name, version in distributions(target.files, other.path)}
        yield Fact(
            Key(Domain.INTERPRETER, name),
            OtherEnvironment(version=other.version, kind=other.kind, distributions=tuple(sorted(listed))),
        )
