from __future__ import annotations

import json

from parity.model.facts import Gap
from tests.support.files import Content, Unreadable
from tests.support.installs import interpreter, target, virtual, wheel

SITE = "/opt/venv/lib/python3.11/site-packages"
INFO = f"{SITE}/demo-1.0.dist-info"
DIST = "/usr/lib/python3/dist-packages"


def venv(*trees: dict[str, Content]) -> dict[str, Content]:
    tree = virtual()
    for other in trees:
        tree |= other
    return tree


def reasons(gaps: tuple[Gap, ...]) -> list[tuple[str | None, str]]:
    return [(gap.subject, gap.reason) for gap in gaps]


def test_what_the_metadata_states() -> None:
    tree = venv(
        wheel(
            SITE,
            "Demo.Pkg",
            "1.0",
            {"demo/__init__.py": b"", "_demo.cpython-311-x86_64-linux-gnu.so": b""},
            info_files={"INSTALLER": b"uv\n", "REQUESTED": b""},
        )
    )
    (one,) = target(tree).installed
    assert (one.name, one.version, one.layout, one.installer, one.requested) == (
        "demo-pkg",
        "1.0",
        "dist-info",
        "uv",
        True,
    )
    assert (one.tags, one.top_level, one.recorded) == (("py3-none-any",), ("_demo", "demo"), True)
    assert f"{SITE}/demo/__init__.py" in [file.path for file in one.files]


def test_damaged_metadata_is_a_gap_and_the_directory_names_it() -> None:
    tree = venv(wheel(SITE))
    tree[f"{INFO}/METADATA"] = b"\xff\xfe garbage"
    found = target(tree)
    assert [(one.name, one.version) for one in found.installed] == [("demo", "1.0")]
    assert reasons(found.gaps) == [
        ("demo", "demo-1.0.dist-info: its metadata is damaged or absent: no Name or no Version")
    ]


def test_an_unreadable_record_is_a_gap_and_its_packages_are_taken() -> None:
    tree = venv(wheel(SITE))
    tree[f"{INFO}/RECORD"] = Unreadable("input/output error")
    found = target(tree)
    assert (
        found.installed[0].recorded,
        f"{SITE}/demo/__init__.py" in [f.path for f in found.installed[0].files],
    ) == (False, True)
    assert ("demo", "demo-1.0.dist-info/RECORD: input/output error") in reasons(found.gaps)


def test_a_record_that_names_nothing() -> None:
    tree = venv(wheel(SITE))
    tree[f"{INFO}/RECORD"] = b",,\n,,\n"
    assert ("demo", "demo-1.0.dist-info/RECORD names no file") in reasons(target(tree).gaps)


def test_hostile_rows_are_clamped_to_the_root() -> None:
    tree = venv(wheel(SITE))
    tree[f"{INFO}/RECORD"] = b"../../../../../../../../etc/passwd,,\n/proc/kcore,,\n/usr/share/x,,\n/../../dev/zero,,\n"
    (one,) = target(tree).installed
    assert [file.path for file in one.files] == ["/etc/passwd", "/usr/share/x"]


def test_copies_are_listed_in_path_order() -> None:
    tree = {**interpreter(), **virtual(system_site=True), **wheel(SITE, "demo", "2.0")}
    tree |= {
        **wheel("/usr/local/lib/python3.11/site-packages", "demo", "1.0"),
        "/opt/venv/bin/python": b"\x7fELF",
    }
    assert [(one.name, one.version) for one in target(tree, prefix="/opt/venv").installed] == [
        ("demo", "2.0"),
        ("demo", "1.0"),
    ]


def test_what_an_interrupted_pip_left_is_not_installed() -> None:
    assert target(venv({f"{SITE}/~emo-1.0.dist-info/METADATA": "Name: demo\nVersion: 1.0\n"})).installed == ()


def test_pip_target_moves_scripts_and_leaves_their_rows() -> None:
    tree = {**wheel("/vendor"), "/vendor/bin/demo": b"#!x\n"}
    tree["/vendor/demo-1.0.dist-info/RECORD"] = b"../../bin/demo,,\n../../bin/left-out,,\ndemo/__init__.py,,\n"
    (one,) = target(tree, prefix="/vendor").installed
    assert [file.path for file in one.files] == ["/vendor/bin/demo", "/vendor/demo/__init__.py"]


def test_setup_py_install_lists_its_files() -> None:
    egg = f"{SITE}/demo-1.0-py3.11.egg-info"
    tree = venv(
        {
            f"{egg}/PKG-INFO": "Name: demo\nVersion: 1.0\n",
            f"{egg}/installed-files.txt": "../demo.py\nPKG-INFO\n",
            f"{SITE}/demo.py": "",
        }
    )
    (one,) = target(tree).installed
    assert (one.layout, one.recorded, [file.path for file in one.files]) == (
        "egg-info",
        True,
        [f"{SITE}/demo.py", f"{egg}/PKG-INFO"],
    )


def test_a_develop_install_is_found_once() -> None:
    tree = venv(
        {
            f"{SITE}/demo.egg-link": "/src/demo\n.", f"{SITE}/easy-install.pth": "/src/demo\n", "/src/demo/demo.py": "",
            "/src/demo/demo.egg-info/PKG-INFO": "Name: demo\nVersion: 3.0\n",
        }
    )  # fmt: skip
    found = target(tree)
    assert [(one.name, one.version, one.layout, one.location) for one in found.installed] == [
        ("demo", "3.0", "egg-link", "/src/demo")
    ]
    assert [gap.inherent for gap in found.gaps] == [True]


def test_an_editable_install_hides_the_record_of_its_working_copy() -> None:
    url = json.dumps({"url": "file:///src", "dir_info": {"editable": True}}).encode()
    tree = venv(wheel(SITE, files={"__editable__.demo.pth": b"/src\n"}, info_files={"direct_url.json": url}))
    tree |= {"/src/demo.egg-info/PKG-INFO": "Name: demo\nVersion: 0.9\n", "/src/demo.py": ""}
    found = target(tree)
    assert [(one.version, one.layout) for one in found.installed] == [("1.0", "dist-info")]
    assert [(gap.subject, gap.inherent) for gap in found.gaps] == [("demo", True)]


def test_an_egg_on_the_path() -> None:
    tree = venv(
        {
            f"{SITE}/x.pth": "./demo-1.0-py3.11.egg\n",
            f"{SITE}/demo-1.0-py3.11.egg/EGG-INFO/PKG-INFO": "Name: demo\nVersion: 1.0\n",
        }
    )
    assert [(one.name, one.location) for one in target(tree).installed] == [("demo", f"{SITE}/demo-1.0-py3.11.egg")]


def debian() -> dict[str, Content]:
    tree = interpreter("/usr", "3.11.2")
    return {**tree, "/usr/lib/python3.11/site.py": "# dist-packages\n"}


def test_dpkg_is_the_witness_for_what_it_installed() -> None:
    """Debian strips a wheel's binaries after RECORD was written, and removes files from it."""
    tree = debian() | wheel(DIST, "demo", "1.0", {"demo/__init__.py": b"", "demo/_x.so": b"before"})
    tree[f"{DIST}/demo/_x.so"] = b"stripped"
    listed = [
        f"{DIST}/demo",
        f"{DIST}/demo/__init__.py",
        f"{DIST}/demo/_x.so",
        f"{DIST}/demo-1.0.dist-info",
        f"{DIST}/demo-1.0.dist-info/METADATA",
        "/usr/share/doc/x",
    ]
    tree["/var/lib/dpkg/info/python3-demo.list"] = "\n".join(listed) + "\n"
    tree["/var/lib/dpkg/info/python3-demo.md5sums"] = f"{'a' * 32}  {DIST[1:]}/demo/_x.so\n"
    (one,) = target(tree).installed
    assert [(file.path.removeprefix(DIST), file.algorithm, file.digest) for file in one.files] == [
        ("/demo/__init__.py", "sha256", None), ("/demo/_x.so", "md5", "a" * 32),
        ("/demo-1.0.dist-info/METADATA", "sha256", None),
    ]  # fmt: skip
    assert one.recorded


def test_a_package_whose_name_says_nothing_is_found_by_its_list() -> None:
    tree = debian() | {f"{DIST}/crit-3.0.egg-info": "Name: crit\nVersion: 3.0\n", f"{DIST}/pycriu/x.py": ""}
    tree["/var/lib/dpkg/info/criu.list"] = f"{DIST}/crit-3.0.egg-info\n{DIST}/pycriu\n{DIST}/pycriu/x.py\n"
    (one,) = target(tree).installed
    assert [file.path for file in one.files] == [f"{DIST}/crit-3.0.egg-info", f"{DIST}/pycriu/x.py"]


def test_what_pip_put_beside_dpkgs_keeps_its_record() -> None:
    tree = debian() | wheel("/usr/local/lib/python3.11/dist-packages", info_files={"INSTALLER": b"pip\n"})
    (one,) = target(tree).installed
    assert one.files[0].digest is not None


def test_elsewhere_a_stripped_binary_is_no_lie() -> None:
    tree = interpreter("/usr", "3.11.6") | wheel(
        "/usr/lib/python3.11/site-packages", files={"demo/_x.so": b"", "demo/a.py": b""}
    )
    (one,) = target(tree).installed
    assert [(file.path.rpartition("/")[2], file.digest is None) for file in one.files][:2] == [
        ("_x.so", True),
        ("a.py", False),
    ]


def conda(name: str, *paths: dict[str, object]) -> dict[str, Content]:
    raw = {
        "name": name,
        "version": "1.0",
        "build": "h1_0",
        "depends": ["libz"],
        "paths_data": {"paths": list(paths)},
    }
    return {f"/opt/conda/conda-meta/{name}-1.0-h1_0.json": json.dumps(raw)}


def test_conda_owns_python_packages_and_others() -> None:
    site = "lib/python3.11/site-packages"
    tree = (
        interpreter("/opt/conda")
        | wheel(f"/opt/conda/{site}", info_files={"INSTALLER": b"conda\n"})
        | {"/opt/conda/lib/libz.so.1": b"z"}
    )
    tree |= conda(
        "pydemo",
        {"_path": f"{site}/demo/__init__.py", "sha256": "a" * 64, "sha256_in_prefix": "b" * 64},
        {"_path": f"{site}/demo-1.0.dist-info/METADATA", "sha256": "c" * 64},
    )
    tree |= conda("libz", {"_path": "lib/libz.so.1", "sha256": "d" * 64})
    python, other = target(tree, prefix="/opt/conda").installed
    assert (python.name, python.layout, python.build, python.files[0].digest, python.files[0].shipped) == (
        "demo",
        "dist-info",
        "h1_0",
        "b" * 64,
        "a" * 64,
    )
    assert (other.name, other.layout, other.build, other.location, other.requires) == (
        "libz",
        "conda",
        "h1_0",
        "/opt/conda",
        ("libz",),
    )


def test_a_damaged_conda_record_is_a_gap() -> None:
    found = target({**interpreter("/opt/conda"), "/opt/conda/conda-meta/numpy-1.0-py_0.json": "{"}, prefix="/opt/conda")
    assert reasons(found.gaps) == [("numpy", "conda-meta/numpy-1.0-py_0.json: it is no prefix record")]
