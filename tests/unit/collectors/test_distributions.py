from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from parity.collectors.distributions import Distributions
from parity.environments.aim import aim
from parity.interfaces import Source
from parity.model.distribution import Distribution, FileClass, Integrity
from parity.model.facts import Fact, Gap
from parity.model.origin import Origin
from parity.parsers.record import parse_record
from parity.parsers.shipped_rows import digest_rows, wheel_rows
from parity.rootfs.host import HostFiles
from tests.support.files import Content, Unreadable
from tests.support.installs import by_key, interpreter, row_hash, target, virtual, wheel

ROOTFS = Path(__file__).parents[3] / "fixtures" / "rootfs"
SITE = "/opt/venv/lib/python3.11/site-packages"
LAUNCHER = (
    b"#!/opt/venv/bin/python\nimport sys\nfrom demo import main\nif __name__ == '__main__':\n    sys.exit(main())\n"
)
ENTRY = b"[console_scripts]\ndemo = demo:main\n"


def collected(tree: dict[str, Content]) -> list[Fact | Gap]:
    return list(Distributions().collect(target({**virtual(), **tree})))


def facts(tree: dict[str, Content]) -> dict[str, object]:
    return by_key(collected(tree))


def of_directory(root: Path) -> dict[str, object]:
    found = aim(Source(origin=Origin(scheme="dir", reference=str(root)), files=HostFiles(str(root))))
    return by_key(list(Distributions().collect(found)))


def damage(tree: dict[str, Content], name: str = "demo") -> Integrity:
    found = facts(tree)[f"{name}/integrity"]
    assert isinstance(found, Integrity)
    return found


def test_real_wheels_are_the_same_whoever_installed_them() -> None:
    by_pip, by_uv = of_directory(ROOTFS / "venv-by-pip"), of_directory(ROOTFS / "venv-by-uv")
    assert sorted(by_pip) == ["jmespath", "markupsafe", "tabulate"]
    for name, one in by_pip.items():
        other = by_uv[name]
        assert isinstance(one, Distribution)
        assert isinstance(other, Distribution)
        assert (one.installer, other.installer) == ("pip", "uv")
        assert replace(one, installer=None) == replace(other, installer=None)


def test_the_same_environment_seen_from_its_own_root_is_the_same() -> None:
    assert of_directory(ROOTFS / "venv-by-pip" / "opt" / "venv") == of_directory(ROOTFS / "venv-by-pip")


@pytest.mark.parametrize(
    ("file", "name", "kind"),
    [
        ("lib/python3.11/site-packages/tabulate/__init__.py", "tabulate", FileClass.PYTHON),
        (
            "lib/python3.11/site-packages/markupsafe/_speedups.cpython-311-x86_64-linux-gnu.so",
            "markupsafe",
            FileClass.NATIVE,
        ),
        ("lib/python3.11/site-packages/jmespath-1.0.1.dist-info/METADATA", "jmespath", FileClass.METADATA),
        ("bin/jp.py", "jmespath", FileClass.LAUNCHER),
        ("bin/tabulate", "tabulate", FileClass.LAUNCHER),
    ],
)
def test_one_edited_byte_is_found(file: str, name: str, kind: FileClass, tmp_path: Path) -> None:
    root = tmp_path / "root"
    shutil.copytree(ROOTFS / "venv-by-pip", root, symlinks=True)
    path = root / "opt/venv" / file
    data = bytearray(path.read_bytes())
    data[-2] ^= 1
    path.write_bytes(data)
    found = {key: value for key, value in of_directory(root).items() if key.endswith("/integrity")}
    assert list(found) == [f"{name}/integrity"]
    (value,) = found.values()
    assert isinstance(value, Integrity)
    assert ([row.kind for row in value.altered], value.missing) == ([kind], ())


def test_a_moved_environment_is_intact(tmp_path: Path) -> None:
    """Tools that move one rewrite the first line of its scripts, and RECORD keeps the old hash."""
    root = tmp_path / "root"
    shutil.copytree(ROOTFS / "venv-by-uv", root, symlinks=True)
    for name in ("jp.py", "tabulate"):
        script = root / "opt/venv/bin" / name
        script.write_bytes(script.read_bytes().replace(b"#!/opt/venv/bin/python", b"#!/srv/other/bin/python"))
    found = of_directory(root)
    assert [key for key in found if key.endswith("/integrity")] == ["jmespath/integrity"]
    assert found["jmespath"] == of_directory(ROOTFS / "venv-by-uv")["jmespath"]


def test_a_script_recorded_as_the_wheel_held_it_is_intact() -> None:
    tree = wheel(SITE, files={"../../../bin/tool": b"#!python\nprint()\n"})
    tree = {path.replace(f"{SITE}/../../..", "/opt/venv"): data for path, data in tree.items()}
    tree["/opt/venv/bin/tool"] = b"#!/opt/venv/bin/python\nprint()\n"
    assert "demo/integrity" not in facts(tree)
    tree["/opt/venv/bin/tool"] = b"#!/opt/venv/bin/python\nprinT()\n"
    assert [row.path for row in damage(tree).altered] == ["{prefix}/bin/tool"]


def test_a_launcher_is_judged_by_what_it_does() -> None:
    tree = wheel(SITE, files={"demo.py": b""}, info_files={"entry_points.txt": ENTRY})
    record = f"{SITE}/demo-1.0.dist-info/RECORD"
    rows = tree[record]
    assert isinstance(rows, bytes)
    tree[record] = rows + f"../../../bin/demo,{row_hash(b'old')},3\n".encode()
    tree["/opt/venv/bin/demo"] = LAUNCHER
    assert "demo/integrity" not in facts(tree)
    tree["/opt/venv/bin/demo"] = LAUNCHER.replace(b"import sys", b"import sys, evil")
    assert [row.kind for row in damage(tree).altered] == [FileClass.LAUNCHER]


@pytest.mark.parametrize("algorithm", ["sha384", "sha512", "md5"])
def test_other_algorithms_are_checked_too(algorithm: str) -> None:
    tree = wheel(SITE)
    record = f"{SITE}/demo-1.0.dist-info/RECORD"
    tree[record] = f"demo/__init__.py,{row_hash(b'x = 1' + bytes([10]), algorithm)},6\n".encode()
    assert "demo/integrity" not in facts(tree)
    tree[f"{SITE}/demo/__init__.py"] = b"x = 2\n"
    (row,) = damage(tree).altered
    assert row.recorded.startswith(f"{algorithm}=")
    assert row.actual.startswith(f"{algorithm}=")


def test_missing_files_and_what_is_rightly_absent() -> None:
    tree = wheel(
        SITE,
        files={"demo/a.py": b"", "demo/gone.py": b"", "demo/__pycache__/a.pyc": b""},
        info_files={"INSTALLER": b"pip\n"},
    )
    for gone in ("demo/gone.py", "demo/__pycache__/a.pyc", "demo-1.0.dist-info/INSTALLER"):
        del tree[f"{SITE}/{gone}"]
    assert damage(tree).missing == ("demo/gone.py",)


def test_rows_without_a_hash_promise_nothing() -> None:
    tree = wheel(SITE)
    tree[f"{SITE}/demo-1.0.dist-info/RECORD"] = b"demo/__init__.py,,\ngone.py,,\nnot a hash,md9=zz,x\n"
    assert "demo/integrity" not in facts(tree)


def test_bytecode_and_bookkeeping_are_no_part_of_a_distribution() -> None:
    plain = facts(wheel(SITE))["demo"]
    more = wheel(SITE, info_files={"INSTALLER": b"pip\n", "uv_cache.json": b"{}", "RECORD.jws": b"{}"})
    more[f"{SITE}/demo/__pycache__/__init__.cpython-311.pyc"] = b"\0"
    other = facts(more)["demo"]
    assert isinstance(plain, Distribution)
    assert isinstance(other, Distribution)
    assert replace(other, installer=None) == plain


def test_data_beside_the_packages_is_named_relative_to_the_prefix() -> None:
    one = {
        path.replace(f"{SITE}/../../..", "/opt/venv"): data
        for path, data in wheel(SITE, files={"../../../share/x.dat": b"1"}).items()
    }
    two = {path.replace("/opt/venv", "/srv/v"): data for path, data in one.items()}
    first = facts(one)["demo"]
    second = by_key(list(Distributions().collect(target({**virtual("/srv/v"), **two}))))["demo"]
    assert isinstance(first, Distribution)
    assert first == second
    data = first.file_set(FileClass.DATA)
    assert data is not None
    assert data.count == 1


def test_an_unreadable_file_with_a_record_is_taken_at_its_word() -> None:
    tree = wheel(SITE)
    whole = facts(tree)["demo"]
    tree[f"{SITE}/demo/__init__.py"] = Unreadable(size=6)
    items = collected(tree)
    assert by_key(items) == {"demo": whole}
    (gap,) = [item for item in items if isinstance(item, Gap)]
    assert (gap.subject, gap.reason, gap.inherent) == (
        "demo/integrity",
        "demo/__init__.py: permission denied",
        False,
    )


def test_an_unreadable_file_without_a_record_hides_the_distribution() -> None:
    tree = wheel(SITE)
    tree[f"{SITE}/demo-1.0.dist-info/RECORD"] = b"demo/__init__.py,,\n"
    tree[f"{SITE}/demo/__init__.py"] = Unreadable()
    (gap,) = collected(tree)
    assert isinstance(gap, Gap)
    assert gap.subject == "demo"


def test_shadowed_copies_are_named() -> None:
    tree = {**interpreter(), **virtual(system_site=True), **wheel(SITE, version="2.0")}
    tree |= {**wheel("/usr/local/lib/python3.11/site-packages"), "/opt/venv/bin/python": b"\x7fELF"}
    found = by_key(list(Distributions().collect(target(tree, prefix="/opt/venv"))))["demo"]
    assert isinstance(found, Distribution)
    assert (found.version, found.location) == ("2.0", "lib/python3.11/site-packages")
    assert [(copy.version, copy.location) for copy in found.shadowed] == [
        ("1.0", "{base}/lib/python3.11/site-packages")
    ]


def test_conda_files_are_compared_as_they_were_shipped() -> None:
    def tree(prefix: str, text: bytes) -> dict[str, Content]:
        paths = [
            {
                "_path": "lib/x.cfg",
                "sha256": "a" * 64,
                "sha256_in_prefix": sha(prefix.encode()),
                "prefix_placeholder": "/p",
                "size_in_bytes": 99,
            }
        ]
        raw = {"name": "x", "version": "1", "build": "0", "paths_data": {"paths": paths}}
        return {
            **interpreter(prefix),
            f"{prefix}/conda-meta/x-1-0.json": json.dumps(raw),
            f"{prefix}/lib/x.cfg": text,
        }

    one = by_key(list(Distributions().collect(target(tree("/opt/conda", b"/opt/conda"), prefix="/opt/conda"))))
    two = by_key(list(Distributions().collect(target(tree("/srv/c", b"/srv/c"), prefix="/srv/c"))))
    bad = by_key(list(Distributions().collect(target(tree("/srv/c", b"/srv/d"), prefix="/srv/c"))))
    assert one == two
    assert "x/integrity" in bad


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def recorded(tree: dict[str, Content]) -> str | None:
    found = facts(tree)["demo"]
    assert isinstance(found, Distribution)
    return found.record


def test_the_digest_of_a_record_is_that_of_the_wheel_whatever_an_installer_adds() -> None:
    shipped = wheel(SITE, info_files={"entry_points.txt": ENTRY})
    record = shipped[f"{SITE}/demo-1.0.dist-info/RECORD"]
    assert isinstance(record, bytes)
    rows, _ = parse_record(record)
    launcher_row = f"../../../bin/demo,{row_hash(LAUNCHER)},{len(LAUNCHER)}\n".encode()
    installed = {
        **shipped,
        "/opt/venv/bin/demo": LAUNCHER,
        f"{SITE}/demo-1.0.dist-info/INSTALLER": b"pip\n",
        f"{SITE}/demo-1.0.dist-info/RECORD": record + launcher_row + b"demo-1.0.dist-info/INSTALLER,,\n",
    }
    assert recorded(installed) == digest_rows(wheel_rows(rows, {}))
    edited = {**installed, f"{SITE}/demo/__init__.py": b"x = 2\n"}
    assert recorded(edited) == recorded(installed)  # the record says what was installed; the files say what is there
    assert "demo/integrity" in facts(edited)


def test_what_pip_and_uv_installed_has_one_record() -> None:
    by_pip, by_uv = of_directory(ROOTFS / "venv-by-pip"), of_directory(ROOTFS / "venv-by-uv")
    for name, one in by_pip.items():
        other = by_uv[name]
        assert isinstance(one, Distribution)
        assert isinstance(other, Distribution)
        assert one.record == other.record is not None


def test_a_wheel_is_the_same_in_a_virtual_environment_and_below_usr_local() -> None:
    script = b"#!/usr/bin/python3\nprint(1)\n"
    seen = []
    debian: dict[str, Content] = {**interpreter("/usr", "3.11.2"), "/usr/lib/python3.11/site.py": "# dist-packages\n"}
    for prefix, site, python in (("/opt/venv", "site-packages", virtual()), ("/usr/local", "dist-packages", debian)):
        location = f"{prefix}/lib/python3.11/{site}"
        shipped = wheel(location, info_files={"entry_points.txt": ENTRY})
        record = shipped[f"{location}/demo-1.0.dist-info/RECORD"]
        assert isinstance(record, bytes)
        rows = "".join(
            f"../../../bin/{name},{row_hash(text)},{len(text)}\n"
            for name, text in (("demo", LAUNCHER), ("run", script))
        )
        tree = {
            **python,
            **shipped,
            f"{prefix}/bin/demo": LAUNCHER,
            f"{prefix}/bin/run": script,
            f"{location}/demo-1.0.dist-info/RECORD": record + rows.encode(),
        }
        found = by_key(list(Distributions().collect(target(tree))))["demo"]
        assert isinstance(found, Distribution)
        seen.append(found)
    assert seen[0].files == seen[1].files
    assert seen[0].record == seen[1].record
    assert [(one.kind, one.count) for one in seen[0].files if one.kind is FileClass.LAUNCHER] == [
        (FileClass.LAUNCHER, 1)
    ]
