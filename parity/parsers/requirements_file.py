"""requirements.txt, line by line.

Format: https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from packaging.requirements import InvalidRequirement, Requirement

COMMENT = re.compile(r"(^|\s+)#.*$")
OPTION = re.compile(r"\s--?[a-zA-Z]")  # where what belongs to the installer begins
HASH = re.compile(r"--hash[= ]\s*([a-z0-9]+):([0-9a-fA-F]+)")
EGG = re.compile(r"[#&]egg=([A-Za-z0-9._-]+)")
INCLUDE = {"-r": "requirements", "--requirement": "requirements", "-c": "constraints", "--constraint": "constraints"}
EDITABLE = ("-e", "--editable")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One logical line that says something of what is to be installed.

    Attributes:
        number: of its first physical line, from 1.
        requirement: a PEP 508 requirement, where it is one.
        hashes: "sha256:<hex>".
        include, include_kind: another file to read, as "requirements" or "constraints".
        problem: why it says nothing that can be compared.
    """

    number: int
    requirement: Requirement | None = None
    hashes: tuple[str, ...] = ()
    include: str | None = None
    include_kind: str = ""
    problem: str = ""


def parse_requirements(text: str) -> Iterator[Line]:
    """Every line of weight; options of the installer are passed over. Never raises, and never shows an address."""
    for number, line in _logical(text):
        if line.startswith("-"):
            yield from _option(number, line)
        else:
            yield _requirement(number, line)


def without_credentials(url: str) -> str:
    """An address as it may be shown: no user, no query, no fragment."""
    try:
        parts = urlsplit(url)
        return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
    except ValueError:
        return ""


def _logical(text: str) -> Iterator[tuple[int, str]]:
    """Lines with continuations joined and comments gone."""
    pending, begun = "", 0
    for number, raw in enumerate(text.splitlines(), 1):
        begun = begun or number
        if raw.endswith("\\") and not raw.lstrip().startswith("#"):
            pending += raw[:-1] + " "
            continue
        line = COMMENT.sub("", pending + raw).strip()
        if line:
            yield begun, line
        pending, begun = "", 0
    if line := COMMENT.sub("", pending).strip():
        yield begun, line


def _option(number: int, line: str) -> Iterator[Line]:
    try:
        words = shlex.split(line.replace("=", " ", 1) if line.startswith("--") else line)
    except ValueError:
        yield Line(number=number, problem="quotes that do not end")
        return
    name = words[0]
    if not name.startswith("--") and len(name) > 2:  # -rbase.txt
        words[:1] = [name[:2], name[2:]]
        name = words[0]
    if name in INCLUDE and len(words) > 1:
        yield Line(number=number, include=words[1], include_kind=INCLUDE[name])
    elif name in EDITABLE and len(words) > 1:
        yield _place(number, words[1], "an editable install")


def _requirement(number: int, line: str) -> Line:
    found = OPTION.search(line)
    words = line[: found.start()] if found else line
    hashes = tuple(sorted({f"{kind}:{digest.lower()}" for kind, digest in HASH.findall(line)}))
    try:
        return Line(number=number, requirement=Requirement(words), hashes=hashes)
    except InvalidRequirement:
        return _place(number, words.strip(), "a file, a directory or an address")


def _place(number: int, place: str, kind: str) -> Line:
    """What is installed from somewhere: known by name only where the address says it."""
    egg = EGG.search(place)
    if egg and "://" in place:
        try:
            return Line(number=number, requirement=Requirement(f"{egg[1]} @ {place.partition('#')[0]}"))
        except InvalidRequirement:
            pass
    return Line(number=number, problem=f"{kind}: what it holds is not said here")
