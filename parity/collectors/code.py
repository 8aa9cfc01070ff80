"""Code: the application's files by their bytes, and what is Python also by what it means."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace

from parity.environments.application import ApplicationFile, ApplicationLink, application_files
from parity.errors import FileUnreadable
from parity.interfaces import FileSystem, Target
from parity.model.code import SourceFile
from parity.model.facts import Fact, Gap
from parity.model.keys import Domain, Key
from parity.parsers.canonical import json_meaning, text_meaning, toml_meaning, yaml_meaning
from parity.parsers.notebook import parse_notebook
from parity.parsers.python_source import NotPython, parse_python

MAX_PARSED = 512 << 10  # bytes; larger sources are data in disguise (or meant to hurt) and compared by their bytes
MAX_PARSED_NOTEBOOK = 16 << 20  # bytes; most of a notebook is its outputs
MAX_PARSED_IN_ALL = 32 << 20  # bytes, by name; sources beyond it are compared by their bytes
EXECUTABLE = 0o111


class Code:
    """Every file below the code roots that is no artifact; those are another collector's."""

    domain = Domain.CODE

    def collect(self, target: Target) -> Iterator[Fact | Gap]:
        files: dict[str, list[ApplicationFile]] = {}
        parsed: set[str] = set()
        left = MAX_PARSED_IN_ALL
        for found in application_files(target, Domain.CODE):
            if isinstance(found, Gap):
                yield found
            elif isinstance(found, ApplicationLink):
                yield _link(found)
            elif found.kind.artifact is None:
                path, size = found.entry.path, found.entry.size
                if path not in files and found.kind.language in _PARSERS and size <= min(left, _most(found)):
                    parsed.add(path)
                    left -= size
                files.setdefault(path, []).append(found)
        for path, digest in target.files.hashes(files):
            for file in files[path]:
                yield _fact(target.files, file, digest, parse=path in parsed)


def _most(file: ApplicationFile) -> int:
    return MAX_PARSED_NOTEBOOK if file.kind.language == "notebook" else MAX_PARSED


def _link(link: ApplicationLink) -> Fact:
    """A link that is not followed is told by where it leads."""
    target = link.target.encode("utf-8", "surrogateescape")
    return Fact(
        Key(Domain.CODE, link.name),
        SourceFile(sha256=hashlib.sha256(target).hexdigest(), size=len(target), language="link"),
    )


def _fact(files: FileSystem, file: ApplicationFile, digest: str | FileUnreadable, *, parse: bool) -> Fact | Gap:
    if isinstance(digest, FileUnreadable):
        return Gap(domain=Domain.CODE, subject=file.name, reason=f"{digest.path}: {digest.reason}")
    plain = SourceFile(
        sha256=digest,
        size=file.entry.size,
        language=file.kind.language,
        executable=bool(file.entry.mode & EXECUTABLE),
    )
    key = Key(Domain.CODE, file.name)
    if not parse:
        return Fact(key, plain)
    try:
        return Fact(key, _PARSERS[plain.language](files.read(file.entry.path, _most(file)), plain))
    except (NotPython, ValueError):
        return Fact(key, plain)  # what its bytes tell is still told
    except FileUnreadable as error:
        return Gap(domain=Domain.CODE, subject=file.name, reason=f"{error.path}: {error.reason}")


def _python(data: bytes, plain: SourceFile) -> SourceFile:
    parsed = parse_python(data)
    return replace(plain, meaning=parsed.meaning, symbols=parsed.symbols, imports=parsed.imports)


def _notebook(data: bytes, plain: SourceFile) -> SourceFile:
    parsed = parse_notebook(data)
    return replace(plain, meaning=parsed.meaning, symbols=parsed.symbols, imports=parsed.imports)


def _json(data: bytes, plain: SourceFile) -> SourceFile:
    return replace(plain, meaning=json_meaning(data))


def _yaml(data: bytes, plain: SourceFile) -> SourceFile:
    return replace(plain, meaning=yaml_meaning(data))


def _text(data: bytes, plain: SourceFile) -> SourceFile:
    return replace(plain, meaning=text_meaning(data))


def _toml(data: bytes, plain: SourceFile) -> SourceFile:
    return replace(plain, meaning=toml_meaning(data))


_PARSERS: dict[str, Callable[[bytes, SourceFile], SourceFile]] = {
    "python": _python,
    "notebook": _notebook,
    "json": _json,
    "toml": _toml,
    "yaml": _yaml,
    "text": _text,
}
