"""Who imports the modules of distributions that a side lacks: its application's Python, and that of its packages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from parity.evidence.python_files import PythonFile, PythonFiles
from parity.evidence.ways_in import by_way_in
from parity.interfaces import Target
from parity.model.edits import Importer, Importers, ImportGuard
from parity.parsers.import_words import import_words
from parity.parsers.python_optional import OptionalImport, parse_optional_imports

MAX_FOUND = 1000
FEW_WORDS = 10  # up to which each is looked for by itself
MAX_PARSED = 64 << 20  # bytes of sources that name one of the modules
# "import X", "from X", "import a, X", and texts that a call, a tuple or a table holds: what is worth being parsed.
STATEMENT = (
    rb"(?m)(?:^|[:;])[ \t]*(?:from|import)[ \t]+(?:[\w.]+(?:[ \t]+as[ \t]+\w+)?,[ \t]*)*(?:%b)\b"
    rb"""|[(\[,:]\s*["'](?:%b)["'.:]"""
)
# Modules that report, test or convert: what they lack changes no service.
PERIPHERAL = re.compile(
    r"(?:^|/)(?:_?(?:testing|benchmarks?|examples)/"
    r"|(?:_?test(?:ing|er|_)\w*|\w*_versions?|diagnose|help|convert_\w+_to_\w+|setup)\.py$)"
)


def importers(target: Target, wanted: Mapping[str, str], packages: frozenset[str], there: frozenset[str]) -> Importers:
    """Every place of one side's Python that imports one of the modules.

    Args:
        wanted: top-level module -> the distribution that would bring it.
        packages: distributions to look into.
        there: top-level modules that the side has.
    """
    words = frozenset(module.encode() for module in wanted)
    files = PythonFiles(target, packages, partial(_likely, words))
    found: list[Importer] = []
    left, complete = MAX_PARSED, True
    for file in files:
        if PERIPHERAL.search(file.name):
            continue
        left -= len(file.data)
        if left < 0 or len(found) > MAX_FOUND:
            complete = False
            break
        found.extend(
            _place(one, wanted[one.module], file)
            for one in parse_optional_imports(file.data, wanted)
            if not (one.after and _is_there(one.after, there))
        )
    found = [_with_stand_in(one, there) for one in by_way_in(found, target)]
    found.sort(key=lambda one: (one.distribution, one.owner, one.path, one.line, one.guard))
    return Importers(found=tuple(found[:MAX_FOUND]), complete=complete and files.complete)


def _likely(words: frozenset[bytes], data: bytes) -> bool:
    """Whether a source imports one of the modules, as far as its lines tell."""
    few = len(words) <= FEW_WORDS
    named = frozenset(word for word in words if word in data) if few else words & import_words(data)
    if not named:
        return False
    names = b"|".join(map(re.escape, sorted(named)))
    return re.search(STATEMENT % (names, names), data) is not None


def _place(one: OptionalImport, distribution: str, file: PythonFile) -> Importer:
    return Importer(
        distribution=distribution,
        owner=file.owner,
        path=file.name,
        line=one.line,
        guard=one.guard,
        instead=one.instead,
    )


def _with_stand_in(place: Importer, there: frozenset[str]) -> Importer:
    """A stand-in that is not there either is none."""
    lost = bool(place.instead) and not _is_there(place.instead, there)
    return replace(place, guard=ImportGuard.WITHOUT, instead="") if lost else place


def _is_there(module: str, there: frozenset[str]) -> bool:
    """Whether it can be imported; relative ones can."""
    return module.startswith(".") or module.partition(".")[0] in there
