"""Inside a distribution: two versions of a small package, laid out as installers do."""

from __future__ import annotations

import ast
import io
import json
from collections.abc import Mapping

from parity.collectors.distributions import Distributions
from parity.diff import diff
from parity.evidence.packages import inspect_package, is_table
from parity.interfaces import Target
from parity.model.distribution import FileClass, Integrity
from parity.model.edits import Effect, PackageEdits
from parity.model.keys import Domain
from parity.model.origin import Origin
from parity.model.snapshot import Snapshot
from parity.parsers.elf import parse_elf
from parity.parsers.elf_sections import sections
from tests.support.fixtures import elf
from tests.support.installs import interpreter, target, wheel

SITE = "/usr/local/lib/python3.11/site-packages"
OLD = {
    "feat/__init__.py": b"from feat._core.scaling import scale, gone\nfrom feat.frame import Frame\n",
    "feat/_core/__init__.py": b"",
    "feat/_core/scaling.py": b"""import warnings

def scale(x, mode='mean'):
    warnings.warn('mode will be median', FutureWarning)
    return [v / 2 for v in x]

def gone(x):
    return x

def _private(x, y=1):
    return x
""",
    "feat/frame.py": b"class Frame:\n    def merge(self, other, how='left'):\n        return other\n",
    "feat/tests/test_scale.py": b"assert 1\n",
}
NEW = {
    **OLD,
    "feat/__init__.py": b"from feat._core.scaling import scale\nfrom feat.frame import Frame\n",
    "feat/_core/scaling.py": b"""def scale(x, mode='median'):
    return [v / 3 for v in x]

def _private(x, y=2):
    return x
""",
    "feat/tests/test_scale.py": b"assert 2\n",
}


def place(version: str, files: Mapping[str, bytes]) -> Target:
    return target({**interpreter(), **wheel(SITE, "feat", version, files)}, prefix="/usr/local")


def inspect(before: Target, after: Target) -> PackageEdits:
    sides = [
        Snapshot.of(Origin(scheme="dir", reference="x"), Distributions().collect(side)) for side in (before, after)
    ]
    (change,) = [change for change in diff(*sides) if change.key.domain is Domain.DISTRIBUTION]
    found = inspect_package(change, before, after)
    assert found is not None
    return found


def test_public_objects_by_the_path_that_users_write() -> None:
    edits = inspect(place("1.0", OLD), place("2.0", NEW))
    told = {(edit.object, edit.kind, edit.parameter, edit.before, edit.after) for edit in edits.api}
    assert told == {
        ("feat.scale", "default-changed", "mode", "'mean'", "'median'"),
        ("feat.gone", "removed", None, None, None),
    }
    assert [(one.function, one.category) for one in edits.warnings] == [("feat.scale", "FutureWarning")]
    assert edits.older == "before"
    assert edits.complete


def test_files_are_counted_by_class() -> None:
    edits = inspect(place("1.0", OLD), place("2.0", NEW))
    counted = {row.kind: (row.changed, row.added, row.removed) for row in edits.files}
    assert counted[FileClass.PYTHON] == (2, 0, 0)
    assert counted[FileClass.TESTS] == (1, 0, 0)


def test_the_older_side_is_asked_whichever_it_is() -> None:
    edits = inspect(place("2.0", NEW), place("1.0", OLD))
    assert edits.older == "after"
    assert {edit.kind for edit in edits.api} == {"default-changed", "removed"}


def test_comments_alone_edit_no_function() -> None:
    commented = {**OLD, "feat/frame.py": OLD["feat/frame.py"] + b"# a comment\n"}
    edits = inspect(place("1.0", OLD), place("1.0.1", commented))
    assert edits.edited() == edits.edited(Effect.NONE, Effect.MESSAGE)
    assert edits.api == ()


def test_a_source_that_is_damaged_is_no_proof_of_anything() -> None:
    edits = inspect(place("1.0", OLD), place("1.0.1", {**OLD, "feat/frame.py": b"class Frame(:\n"}))
    assert not edits.complete


MODULE = "feat/_core.cpython-311-x86_64-linux-gnu.so"
SBOM = "sboms/auditwheel.cdx.json"


def with_comment(data: bytes, text: bytes) -> bytes:
    """The object with other bytes in a section that is never loaded."""
    file = io.BytesIO(data)
    loaded = parse_elf(file)
    [comment] = [one for one in sections(file, loaded.bits, loaded.little_endian) if one.name == ".comment"]
    edited = bytearray(data)
    edited[comment.offset : comment.offset + len(text)] = text
    return bytes(edited)


def test_shared_objects_that_are_the_same_once_loaded() -> None:
    code = elf("code-baseline.so")
    before = place("1.0", {**OLD, MODULE: code})
    [row] = inspect(before, place("1.0", {**OLD, MODULE: with_comment(code, b"x")})).files
    assert (row.kind, row.changed, row.inert, row.acts) == (FileClass.NATIVE, 1, 1, False)
    [row] = inspect(before, place("1.0", {**OLD, MODULE: elf("code-haswell.so")})).files
    assert (row.changed, row.inert, row.acts) == (1, 0, True)


def carrying(version: str, libraries: Mapping[str, str], inscription: bytes) -> Target:
    """A release whose bill of materials names libraries, and whose module has an inscription."""
    components = [{"type": "library", "name": name, "version": number} for name, number in libraries.items()]
    document = json.dumps({"bomFormat": "CycloneDX", "components": components}).encode()
    module = elf("code-baseline.so")
    file = io.BytesIO(module)
    loaded = parse_elf(file)
    [constants] = [one for one in sections(file, loaded.bits, loaded.little_endian) if one.name == ".rodata"]
    assert len(inscription) <= constants.size
    data = bytearray(module)
    data[constants.offset : constants.offset + len(inscription)] = inscription
    files = {**OLD, MODULE: bytes(data)}
    installed = wheel(SITE, "feat", version, files, {SBOM: document})
    return target({**interpreter(), **installed}, prefix="/usr/local")


def test_libraries_inside_by_document_and_by_constants() -> None:
    before = carrying("1.0", {"openssl": "3.0.7", "zlib": "1.3", "feat": "1.0"}, b"libcurl/8.4.0\0")
    after = carrying("1.1", {"openssl": "3.0.13", "zlib": "1.3", "feat": "1.1"}, b"libcurl/8.5.0\0")
    found = {(one.name, one.before, one.after, one.told_by) for one in inspect(before, after).bundled}
    assert found == {
        ("openssl", "3.0.7", "3.0.13", "its software bill of materials"),
        ("curl", "8.4.0", "8.5.0", "its constants"),
    }


def test_a_file_that_was_altered_under_its_record_is_looked_into() -> None:
    files = {**interpreter(), **wheel(SITE, "feat", "1.0", OLD)}
    before = target(files, prefix="/usr/local")
    patched = b"class Frame:\n    def merge(self, other, how='inner'):\n        return other\n"
    after = target({**files, f"{SITE}/feat/frame.py": patched}, prefix="/usr/local")
    old, new = (
        Snapshot.of(Origin(scheme="dir", reference="x"), Distributions().collect(side)) for side in (before, after)
    )
    [change] = [change for change in diff(old, new) if change.key.name == "feat"]
    damage = new.find(Domain.DISTRIBUTION, "feat/integrity")
    assert isinstance(damage, Integrity)
    actual = {file.path: file.actual for file in damage.altered}
    edits = inspect_package(change, before, after, ({}, actual))
    assert edits is not None
    assert [(edit.object, edit.parameter) for edit in edits.api] == [("feat.Frame.merge", "how")]


def test_a_table_written_as_python() -> None:
    rows = ",\n".join(f"    ('{number}', {number}, None)" for number in range(100))
    assert is_table(ast.parse(f"ROWS = [\n{rows}\n]\ndef get(name):\n    return ROWS\n"))
    assert not is_table(ast.parse("\n".join(f"def f{number}(x):\n    return x + {number}" for number in range(100))))
    assert not is_table(ast.parse(f"def polynomial():\n    return [{', '.join('1.5' for _ in range(500))}]\n" * 50))


def test_a_name_that_comes_from_a_compiled_module_is_gone() -> None:
    source = "try:\n    from ._fast import {0}\nexcept ImportError:\n    from ._slow import {0}\n"
    shared = {"feat/_fast.cpython-311-x86_64-linux-gnu.so": b"1"}
    sides = ({**shared, "feat/__init__.py": source.format(names).encode()} for names in ("scale, soft", "scale"))
    older, newer = sides
    edits = inspect(place("1.0", older), place("2.0", newer))
    assert [(edit.object, edit.kind) for edit in edits.api] == [("feat.soft", "removed")]
