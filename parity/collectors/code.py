"""Code: the application's files by their bytes, and what is Python also by what it means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from parity.environments.application import ApplicationFile, application_files
from parity.errors import FileUnreadable
from parity.interfaces import FileSystem, Target
from parity.model.code import SourceFile
from parity.model.facts import Fact, Gap
from parity.model.keys import Domain, Key
from parity.parsers.canonical import json_meaning, toml_meaning
from parity.parsers.file_kind import artifact_format, language_of
from parity.parsers.notebook import parse_notebook
from parity.parsers.python_source import NotPython, parse_python

MAX_PARSED = 4 << 20  # bytes; larger sources are data in disguise and compared by their bytes
MAX_HASHED = 256 << 20  # bytes; larger files are artifacts whatever they are called
EXECUTABLE = 0o111


class Code:
    """Every file below the code roots that is no artifact; those are another collector's."""

    domain = Domain.CODE

    def collect(self, target: Target) -> Iterator[Fact | Gap]:
        files: dict[str, list[ApplicationFile]] = {}
        for found in application_files(target, Domain.CODE):
            if isinstance(found, Gap):
                yield found
            elif artifact_format(found.name) is None and found.entry.size <= MAX_HASHED:
                files.setdefault(found.entry.path, []).append(found)
        for path, digest in target.files.hashes(files):
            for file in files[path]:
                yield _fact(target.files, file, digest)


def _fact(files: FileSystem, file: ApplicationFile, digest: str | FileUnreadable) -> Fact | Gap:
    if isinstance(digest, FileUnreadable):
        return Gap(domain=Domain.CODE, subject=file.name, reason=f"{digest.path}: {digest.reason}")
    language = language_of(file.name)
    plain = SourceFile(
        sha256=digest,
        size=file.entry.size,
        language=language,
        executable=bool(file.entry.mode & EXECUTABLE),
    )
    key = Key(Domain.CODE, file.name)
    parse = _PARSERS.get(language)
    if parse is None or file.entry.size > MAX_PARSED:
        return Fact(key, plain)
    try:
        return Fact(key, parse(files.read(file.entry.path, MAX_PARSED), plain))
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


def _toml(data: bytes, plain: SourceFile) -> SourceFile:
    return replace(plain, meaning=toml_meaning(data))


_PARSERS: dict[str, Callable[[bytes, SourceFile], SourceFile]] = {
    "python": _python,
    "notebook": _notebook,
    "json": _json,
    "toml": _toml,
}
