"""What differs inside an installed distribution: its files, its public API, its functions, its warnings."""

from __future__ import annotations

import ast
import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType

from parity.errors import FileUnreadable
from parity.evidence.api import compare_api, vanished
from parity.evidence.bundled import compare_bundled
from parity.evidence.compiled import compare_code
from parity.evidence.cores import replaced_core
from parity.evidence.exports import Exports
from parity.interfaces import FileSystem, InstalledDistribution, RecordedFile, Target
from parity.model.change import Change
from parity.model.distribution import Distribution, FileClass
from parity.model.edits import ApiEdit, CompiledEdit, Effect, FileEdits, FunctionEdit, PackageEdits, VanishedWarning
from parity.parsers.elf_loaded import same_when_loaded
from parity.parsers.file_class import file_class, is_bytecode
from parity.parsers.python_api import ModuleApi, api_of
from parity.parsers.python_syntax import parse_tree
from parity.parsers.soname import without_hash
from parity.parsers.versions import parse_version
from parity.semantics.expressions import children
from parity.semantics.modules import compare_trees

MAX_FILE = 1 << 20  # bytes of a source that is parsed; larger ones are generated
MAX_FILES = 3_000  # differing sources that are parsed on each side
MAX_BYTES = 48 << 20  # of them in all
MAX_COMPARED = 400  # files whose functions are compared one by one
DEEP, FEW_FILES = (
    40,
    40,
)  # edited functions that are looked into, of releases that edit so few files; others are counted
CONSTANTS_PER_STATEMENT = 20  # in tables; five at most in code
LARGE_TABLE = 32 << 10  # bytes of a source from which on it is looked at whether it is a table
ENOUGH = 150  # edited functions: more of them tell nothing more
MAX_REBUILT = 50  # shared objects of one release whose machine code is compared
MAX_FUNCTIONS, MAX_API, MAX_WARNINGS, MAX_EXAMPLES = 200, 500, 200, 5
# Where packages keep their own number, the date of their build, or the commit they were built from.
VERSION_FILE = re.compile(r"(?:^|/)(?:_{0,2}(?:version|about|build|git_version|version_info|commit)_{0,2})\.py$")
HARM = list(Effect)
_NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class _Side:
    """One side's files: by path relative to the import path entry, and how to read them."""

    files: FileSystem
    rows: Mapping[str, RecordedFile]
    altered: Mapping[str, str]  # files that are not as recorded: "sha256=<hex>" of what they are

    def identity(self, name: str) -> str | None:
        """A digest of a file's content, by its algorithm; None where nothing says one."""
        row = self.rows[name]
        return self.altered.get(name) or (f"{row.algorithm}={row.digest}" if row.digest else None)

    def read(self, name: str) -> bytes | None:
        row = self.rows.get(name)
        try:
            return None if row is None else self.files.read(row.path, MAX_FILE)
        except FileUnreadable:
            return None


def inspect_package(
    change: Change,
    before: Target,
    after: Target,
    altered: tuple[Mapping[str, str], Mapping[str, str]] = (_NOTHING, _NOTHING),
) -> PackageEdits | None:
    """Look inside one distribution that both sides have; None where its files cannot be compared.

    Args:
        altered: on each side, files that are not as recorded, and the digest of what they are ("sha256=<hex>").
    """
    old, new = change.before, change.after
    if not (isinstance(old, Distribution) and isinstance(new, Distribution)):
        return None
    one, other = _side(change.key.name, before, altered[0]), _side(change.key.name, after, altered[1])
    if one is None or other is None:
        return None
    first, second = parse_version(old.version), parse_version(new.version)
    forward = first is None or second is None or first <= second
    elder, younger = (one, other) if forward else (other, one)
    versions = (old.version, new.version) if forward else (new.version, old.version)
    return replace(_compare(elder, younger, versions, forward=forward), older="before" if forward else "after")


def _side(name: str, target: Target, altered: Mapping[str, str]) -> _Side | None:
    installed = next((found for found in target.installed if found.name == name), None)
    if installed is None or not installed.recorded or not installed.files:
        return None
    return _Side(target.files, _rows(installed), {without_hash(path): digest for path, digest in altered.items()})


def _rows(installed: InstalledDistribution) -> dict[str, RecordedFile]:
    prefix = installed.location.rstrip("/") + "/"
    return {without_hash(row.path.removeprefix(prefix)): row for row in installed.files if not is_bytecode(row.path)}


def _compare(elder: _Side, younger: _Side, versions: tuple[str, str], *, forward: bool) -> PackageEdits:
    changed = sorted(name for name in elder.rows.keys() & younger.rows.keys() if _differs(elder, younger, name))
    gone = sorted(elder.rows.keys() - younger.rows.keys())
    come = sorted(younger.rows.keys() - elder.rows.keys())
    loaded = _Sources(elder), _Sources(younger)
    functions, compared, whole = _functions(changed, *loaded, forward=forward)
    api, warnings = _offered([name for name in (*changed, *gone, *come) if _is_code(name)], elder, loaded)
    natives = [name for name in changed if file_class(name) is FileClass.NATIVE]
    same = {name for name in natives if _is_inert(elder, younger, name)}
    rebuilt = [name for name in natives if name not in same] if versions[0] == versions[1] else []
    return PackageEdits(
        older="",
        files=tuple(_counted(changed, gone, come, len(same), forward=forward)),
        compared=compared,
        effects=tuple(sorted(Counter(edit.effect for edit in functions).items(), key=lambda item: HARM.index(item[0]))),
        functions=tuple(sorted(functions, key=_worst_first)[:MAX_FUNCTIONS]),
        api=api,
        warnings=warnings,
        bundled=compare_bundled(
            (elder.files, elder.rows), (younger.files, younger.rows), (*changed, *gone, *come), versions
        ),
        core=replaced_core(elder.rows, younger.rows),
        compiled=tuple(edit for name in rebuilt[:MAX_REBUILT] for edit in _machine_code(elder, younger, name)),
        tables=loaded[1].tables,
        complete=whole and all(sources.complete for sources in loaded),
    )


def _differs(elder: _Side, younger: _Side, name: str) -> bool:
    one, other = elder.identity(name), younger.identity(name)
    if one is None or other is None or one.partition("=")[0] != other.partition("=")[0]:
        return file_class(name).runs and elder.read(name) != younger.read(name)
    return one != other


def _is_inert(elder: _Side, younger: _Side, name: str) -> bool:
    """Whether a shared object that differs is the same once it is loaded."""
    try:
        with elder.files.open(elder.rows[name].path) as one, younger.files.open(younger.rows[name].path) as other:
            return same_when_loaded(one, other)
    except (FileUnreadable, OSError):
        return False


def _machine_code(elder: _Side, younger: _Side, name: str) -> tuple[CompiledEdit, ...]:
    try:
        with elder.files.open(elder.rows[name].path) as one, younger.files.open(younger.rows[name].path) as other:
            return compare_code(one, other, name)
    except (FileUnreadable, OSError):
        return ()


def _offered(
    touched: Sequence[str], elder: _Side, loaded: tuple[_Sources, _Sources]
) -> tuple[tuple[ApiEdit, ...], tuple[VanishedWarning, ...]]:
    """What differs for those who use the modules that were touched."""
    if all(loaded[0].offers_the_same(loaded[1], name) for name in touched):
        return (), ()  # where users find it, for which the whole package is parsed, need not be known
    exports = Exports(_packages(elder), loaded[0].by_module)
    offered = [name for name in touched if exports.offers(_module(name))]
    old, new = ({_module(name): (name, api) for name in offered if (api := side.api(name))} for side in loaded)
    edits = sorted(compare_api(old, new, exports), key=lambda edit: (edit.object, edit.kind))
    return tuple(edits[:MAX_API]), tuple(islice(vanished(old, new, exports), MAX_WARNINGS))


class _Sources:
    """The parsed modules of one side, each parsed once, within bounds."""

    def __init__(self, side: _Side) -> None:
        self._side = side
        self._parsed: dict[str, ModuleApi | None] = {}
        self._left = MAX_BYTES
        self.complete = True
        self.tables = 0  # bytes of those that are tables written as Python

    def api(self, name: str) -> ModuleApi | None:
        """Of a file by its name; None where there is none, or it cannot be parsed."""
        if name not in self._side.rows:
            return None
        if name not in self._parsed:
            self.tree(name)
        return self._parsed[name]

    def tree(self, name: str) -> ast.Module | None:
        """The whole tree, which is not kept; what it offers is."""
        self._parsed[name] = None
        if len(self._parsed) > MAX_FILES or self._left <= 0:
            self.complete = False
            return None
        data = self._side.read(name)
        tree = None if data is None else parse_tree(data)
        if data is None or tree is None:
            self.complete = False
            return None
        self._left -= len(data)
        if len(data) >= LARGE_TABLE and is_table(tree):
            self.tables += len(data)
        found = self._parsed[name] = api_of(tree, data)
        self.complete = self.complete and found is not None
        return tree

    def offers_the_same(self, other: _Sources, name: str) -> bool:
        """Whether a file that both sides have parsed already offers the same."""
        own, theirs = self._parsed.get(name), other._parsed.get(name)
        return own is not None and own == theirs

    def by_module(self, module: str) -> ModuleApi | None:
        """Of a module or package by its dotted name."""
        path = module.replace(".", "/")
        return self.api(f"{path}/__init__.py") or self.api(f"{path}.py")


def is_table(tree: ast.Module) -> bool:
    """Whether a module is data written as Python: hardly anything but constants.

    Those of a table stand outside of functions, so of a function only its lines count: it is not gone through.
    """
    constants = statements = 0
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            statements += (node.end_lineno or node.lineno) - node.lineno + 1
            continue
        constants += isinstance(node, ast.Constant)
        statements += isinstance(node, ast.stmt)
        waiting.extend(children(node))
    return constants > CONSTANTS_PER_STATEMENT * statements


def _is_code(name: str) -> bool:
    return name.endswith(".py") and file_class(name) is FileClass.PYTHON


def _module(name: str) -> str:
    path = name.removesuffix(".py").removesuffix("/__init__")
    return path.replace("/", ".")


def _packages(side: _Side) -> Iterator[str]:
    return (_module(name) for name in side.rows if posixpath.basename(name) == "__init__.py" and _is_code(name))


def _counted(changed: list[str], gone: list[str], come: list[str], inert: int, *, forward: bool) -> Iterator[FileEdits]:
    for kind in FileClass:
        ours = [[name for name in names if file_class(name) is kind] for names in (changed, gone, come)]
        if any(ours):
            removed, added = (ours[1], ours[2]) if forward else (ours[2], ours[1])
            yield FileEdits(
                kind=kind, changed=len(ours[0]), added=len(added), removed=len(removed),
                examples=tuple((ours[0] + removed + added)[:MAX_EXAMPLES]),
                inert=inert if kind is FileClass.NATIVE else 0,
            )  # fmt: skip


def _functions(
    changed: list[str], elder: _Sources, younger: _Sources, *, forward: bool
) -> tuple[list[FunctionEdit], int, bool]:
    """Edited functions of the files that both sides have, how many were compared, and whether that was all."""
    found: list[FunctionEdit] = []
    compared = 0
    names = [name for name in changed if _is_code(name) and not VERSION_FILE.search(name)]
    whole = len(names) <= MAX_COMPARED
    for name in names[:MAX_COMPARED]:
        if len(found) >= ENOUGH:
            whole = False
            break
        one, other = elder.tree(name), younger.tree(name)
        if one is None or other is None:
            whole = False
            continue
        deep = max(0, DEEP - len(found)) if len(names) <= FEW_FILES else 0
        first, second = (one, other) if forward else (other, one)
        edits = compare_trees(first, second, deep=deep, thorough=False)
        compared += edits.compared
        whole = whole and edits.complete
        found.extend(replace(edit, path=name) for edit in edits.functions if edit.kind not in ("added", "removed"))
    return found, compared, whole


def _worst_first(edit: FunctionEdit) -> tuple[int, float, str, str]:
    return -HARM.index(edit.effect), -edit.confidence, edit.path, edit.name
