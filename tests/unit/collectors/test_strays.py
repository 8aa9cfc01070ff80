"""Files that no distribution owns, and modules that hide others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from parity.collectors.strays import Strays
from parity.interfaces import Target
from parity.model.distribution import ShadowingModule, UnownedFiles
from parity.model.facts import Fact, Gap
from tests.support.files import Content
from tests.support.installs import interpreter, target, wheel

SITE = "/usr/local/lib/python3.11/site-packages"
STDLIB = "/usr/local/lib/python3.11"


def looked_at(*more: Mapping[str, Content], code_roots: tuple[str, ...] = ()) -> list[Fact | Gap]:
    files: dict[str, Content] = {**interpreter(), f"{STDLIB}/random.py": "", f"{STDLIB}/io.py": ""}
    for part in more:
        files |= part
    aimed = target(files, prefix="/usr/local")
    return list(Strays().collect(replace(aimed, code_roots=code_roots)))


def unowned(found: list[Fact | Gap]) -> dict[str, tuple[tuple[str, ...], str | None]]:
    return {
        item.key.name: (
            tuple(file.path.rpartition("site-packages/")[2] for file in item.value.files),
            item.value.beside,
        )
        for item in found
        if isinstance(item, Fact) and isinstance(item.value, UnownedFiles)
    }


def hidden(found: list[Fact | Gap]) -> dict[str, tuple[str, str | None]]:
    return {
        item.key.name: (item.value.path, item.value.hides)
        for item in found
        if isinstance(item, Fact) and isinstance(item.value, ShadowingModule)
    }


def test_what_installers_leave_is_all_owned() -> None:
    compiled = {
        f"{SITE}/demo/__pycache__/__init__.cpython-311.pyc": "",
        f"{SITE}/_virtualenv.py": "",
        f"{SITE}/a.pth": "",
    }
    assert looked_at(wheel(SITE), compiled) == []


def test_files_of_nobody_and_files_among_a_package_s_own() -> None:
    strays = {
        f"{SITE}/features.py": "x = 1",
        f"{SITE}/demo/_patch.py": "x = 2",
        f"{SITE}/demo/notes.txt": "",
        f"{SITE}/demo/tests/test_it.py": "",
        f"{SITE}/old/__init__.py": "",
        f"{SITE}/~umpy/__init__.py": "",
    }
    assert unowned(looked_at(wheel(SITE), strays)) == {
        "unowned:features": (("features.py",), None),
        "unowned:demo": (("demo/_patch.py",), "demo"),
        "unowned:old": (("old/__init__.py",), None),
    }


def test_the_system_s_own_directories_are_its_package_manager_s() -> None:
    debian = {"/usr/lib/python3/dist-packages/apt_pkg.py": ""}
    assert looked_at(debian) == []


def test_application_modules_that_hide_others() -> None:
    application = {
        "/app/serve.py": "",
        "/app/random.py": "",
        "/app/io.py": "",
        "/app/demo/__init__.py": "",
        "/app/namespace/part.py": "",
        "/app/tests/__init__.py": "",
    }
    found = looked_at(wheel(SITE), wheel(SITE, "namespace"), application, code_roots=("/app",))
    assert hidden(found) == {
        "shadowing:demo": ("demo", "demo"),
        "shadowing:random": ("random.py", None),
    }


def test_without_python_there_is_nothing_to_say() -> None:
    assert list(Strays().collect(Target(files=target({**interpreter()}, prefix="/usr/local").files))) == []
