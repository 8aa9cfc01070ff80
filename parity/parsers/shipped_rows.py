"""The rows of a RECORD that came with the wheel, named alike in the wheel and wherever an installer put them.

An installer adds rows of its own (launchers, INSTALLER, bytecode), moves what lies in `NAME.data/`, and writes this
machine's interpreter into scripts. Without these, the RECORD in the wheel and the installed one say the same.
"""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from parity.model.distribution import FileClass, FileSet
from parity.parsers.file_class import file_class, is_bytecode
from parity.parsers.launcher import MAX_LAUNCHER_BYTES
from parity.parsers.record import Row
from parity.parsers.shebang import GENERIC, body

# Written by the installer about the installation: they differ where the distribution does not.
BOOKKEEPING = frozenset(
    {
        "INSTALLER", "REQUESTED", "RECORD", "RECORD.jws", "RECORD.p7s", "direct_url.json", "provenance_url.json",
        "uv_cache.json", "uv_build.json", "installed-files.txt", "SOURCES.txt",
    }
)  # fmt: skip
DATA_DIRECTORY = re.compile(r"[^/]+\.data/(?P<scheme>purelib|platlib|scripts|headers|data)/(?P<rest>.+)")
SCRIPTS, PREFIX, HEADERS = "{prefix}/bin/", "{prefix}/", "{headers}/"
INSTALLED_HEADER = re.compile(r"\{prefix\}/include/(?:site/)?(?:python|pypy)[\d.]+t?/[^/]+/(?P<rest>.+)")
INSTALLED_SCRIPT = re.compile(r"(?:\{prefix\}/)?s?bin/(?P<rest>[^/]+)")
UP = "../../../"  # from lib/python3.11/site-packages to the prefix


@dataclass(frozen=True, slots=True)
class ShippedRow:
    """One file of a wheel: its name as installed, its hash ("sha256=<hex>", "-" where the row has none), its bytes.

    `native` tells a program in bin/ from a script.
    """

    name: str
    hash: str
    size: int | None = None
    native: bool = False


def is_bookkeeping(name: str) -> bool:
    """Whether an installer wrote the file of this name about the installation."""
    return posixpath.basename(name) in BOOKKEEPING and file_class(name) is FileClass.METADATA


def installed_name(path: str, location: str) -> str:
    """How a shipped file is named that lies at `path`, of a distribution installed in `location`."""
    start = location.rstrip("/") + "/"
    if path.startswith(start):
        name = path[len(start) :]
    else:
        relative = posixpath.relpath(path, location)
        name = PREFIX + relative.removeprefix(UP) if relative.startswith(UP) else path
    if script := INSTALLED_SCRIPT.fullmatch(name):
        return SCRIPTS + script["rest"]
    header = INSTALLED_HEADER.fullmatch(name)
    return HEADERS + header["rest"] if header else name


def wheel_name(path: str) -> str:
    """How a wheel's member will be named once it is installed."""
    found = DATA_DIRECTORY.fullmatch(path)
    if found is None:
        script = INSTALLED_SCRIPT.fullmatch(path)
        return SCRIPTS + script["rest"] if script else path
    places = {"scripts": SCRIPTS, "headers": HEADERS, "data": PREFIX}
    name = places.get(found["scheme"], "") + found["rest"]
    script = INSTALLED_SCRIPT.fullmatch(name)
    return SCRIPTS + script["rest"] if script else name


def is_script(name: str) -> bool:
    """Whether an installer may rewrite the first line of the file of this name."""
    return name.startswith(SCRIPTS)


def wheel_rows(rows: Iterable[Row], scripts: Mapping[str, bytes]) -> tuple[ShippedRow, ...]:
    """What an installed copy of a wheel will have of the wheel's own RECORD, sorted by name.

    Args:
        scripts: first MAX_LAUNCHER_BYTES of each member that `is_script` says to look at, by path in the wheel.
    """
    found: dict[str, ShippedRow] = {}
    for row in rows:
        name = wheel_name(row.path)
        if is_bytecode(name) or is_bookkeeping(name):
            continue
        head = scripts.get(row.path, b"")
        stated = f"{row.algorithm}={row.digest}" if row.digest else "-"
        neutral = neutral_hash(head)
        size = row.size if neutral is None else len(neutral_script(head))
        found[name] = ShippedRow(name, neutral or stated, size, native=head.startswith(b"\x7fELF"))
    return tuple(found[name] for name in sorted(found))


def neutral_script(script: bytes) -> bytes:
    """A script without the interpreter that somebody wrote into it."""
    return GENERIC[0] + b"\n" + body(script)


def neutral_hash(script: bytes | None) -> str | None:
    """The hash of a whole script without its interpreter; None where it is none."""
    if script is None or not script.startswith(b"#!") or len(script) >= MAX_LAUNCHER_BYTES:
        return None
    return f"sha256={hashlib.sha256(neutral_script(script)).hexdigest()}"


def digest_rows(rows: Iterable[ShippedRow]) -> str:
    """Hex sha256 over the sorted lines "<name> <hash>\\n"."""
    lines = sorted(f"{row.name} {row.hash}\n".encode("utf-8", "surrogateescape") for row in rows)
    return hashlib.sha256(b"".join(lines)).hexdigest()


def expected_file_sets(rows: Iterable[ShippedRow]) -> tuple[FileSet, ...]:
    """The file sets of an untouched installation, sorted by class. Headers lie elsewhere by each installer."""
    by_kind: dict[FileClass, list[ShippedRow]] = {}
    for row in rows:
        by_kind.setdefault(FileClass.NATIVE if row.native else file_class(row.name), []).append(row)
    return tuple(_file_set(kind, by_kind[kind]) for kind in sorted(by_kind, key=lambda kind: kind.value))


def _file_set(kind: FileClass, rows: list[ShippedRow]) -> FileSet:
    lines = sorted(
        f"{row.name} {row.hash.removeprefix('sha256=')}\n".encode("utf-8", "surrogateescape") for row in rows
    )
    return FileSet(
        kind=kind,
        digest=hashlib.sha256(b"".join(lines)).hexdigest(),
        count=len(rows),
        size=sum(row.size or 0 for row in rows),
    )
