"""What declaring files declare, for which environment, and what comparing them with an observed one says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from parity.declared import all_formats, format_of
from parity.declared.fitting import satisfies
from parity.diff import diff
from parity.errors import ParityError
from parity.model.change import ChangeKind
from parity.model.distribution import Distribution, Integrity
from parity.model.facts import Fact, Value
from parity.model.hardware import CpuModel
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain, Key
from parity.model.origin import Origin
from parity.model.setting import Variable
from parity.model.snapshot import Snapshot


def observed(python: str = "3.11.2", machine: str = "x86_64", **packages: str) -> Snapshot:
    facts: list[tuple[Domain, str, Value]] = [
        (Domain.INTERPRETER, "python", Interpreter(implementation="cpython", version=python)),
        (Domain.HARDWARE, "cpu", CpuModel(architecture=machine, vendor="", model="")),
        (Domain.SETTING, "env:A", Variable(value="1")),
    ]
    facts += [
        (Domain.DISTRIBUTION, name, Distribution(version=version, location="lib", layout="dist-info"))
        for name, version in packages.items()
    ]
    return Snapshot.of(Origin(scheme="docker", reference="x"), [Fact(Key(d, name), value) for d, name, value in facts])


def declared(path: Path, other: Snapshot | None = None) -> Snapshot:
    found = format_of(str(path))
    assert found is not None
    return found[0].read(found[1], other)


def versions(snapshot: Snapshot) -> dict[str, str]:
    return {
        fact.key.name: fact.value.version
        for fact in snapshot.within(Domain.DISTRIBUTION)
        if isinstance(fact.value, Distribution)
    }


def packages_that_differ(path: Path, other: Snapshot) -> dict[str, str]:
    changes = diff(declared(path, other), other)
    return {change.key.name: change.kind.value for change in changes if change.kind is not ChangeKind.UNKNOWN}


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


# ── comparing ────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_allowed_is_equal_and_only_packages_are_compared(tmp_path: Path) -> None:
    path = write(tmp_path, "requirements.txt", "numpy==2.1.0\nPandas>=2,<3\ntorch==2.4.1\n")
    other = observed(numpy="2.1.0", pandas="2.2.3", torch="2.4.1+cpu")
    assert packages_that_differ(path, other) == {}
    kinds = {change.kind for change in diff(declared(path, other), other)}
    assert kinds == {ChangeKind.UNKNOWN}  # the CPU, the variable, the interpreter: gaps, not removed
    assert all(gap.inherent for gap in declared(path, other).gaps)


def test_too_old_missing_and_undeclared_are_differences(tmp_path: Path) -> None:
    path = write(tmp_path, "requirements.txt", "numpy==2.1.0\npandas>=2.2\nabsent\n")
    assert packages_that_differ(path, observed(numpy="1.26.4", pandas="2.1.0", extra="1")) == {
        "absent": "removed", "extra": "added", "numpy": "changed", "pandas": "changed",
    }  # fmt: skip


def test_facts_about_installed_files_are_unknown_never_gone(tmp_path: Path) -> None:
    path = write(tmp_path, "requirements.txt", "numpy==2.1.0\n")
    other = observed(numpy="2.1.0")
    broken = Fact(Key(Domain.DISTRIBUTION, "numpy/integrity"), Integrity(version="2.1.0", missing=("a.py",)))
    with_more = Snapshot.of(other.origin, [*other.facts, broken])
    assert packages_that_differ(path, with_more) == {}


def test_markers_are_those_of_the_other_side(tmp_path: Path) -> None:
    path = write(
        tmp_path, "requirements.txt",
        "tomli==2.0.1; python_version < '3.11'\nintel==1; platform_machine == 'x86_64'\n"
        "win==1; sys_platform == 'win32'\n",
    )  # fmt: skip
    assert versions(declared(path, observed("3.10.4"))) == {"tomli": "2.0.1", "intel": "1"}
    assert versions(declared(path, observed("3.12.1", "aarch64"))) == {}
    assert "Python 3.12 on aarch64 (the other side)" in str(declared(path, observed("3.12.1", "aarch64")).origin.method)


@pytest.mark.parametrize(
    ("version", "wanted", "specifier", "answer"),
    [
        ("2.1.0", "2.1", "", True), ("2.1.0+cu124", "2.1.0", "", True), ("2.1.0", "2.1.0+cu124", "", False),
        ("3.0rc1", None, ">=2", True), ("2.0", None, "<2", False), ("weird", None, ">=1", False), ("9", None, "", True),
    ],
)  # fmt: skip
def test_satisfies(version: str, wanted: str | None, specifier: str, answer: bool) -> None:
    assert satisfies(version, wanted, specifier) is answer


# ── requirements ─────────────────────────────────────────────────────────────────────────────────────────────


def test_requirements_in_all_their_forms(tmp_path: Path) -> None:
    write(tmp_path, "base.txt", "idna==3.6\n")
    write(tmp_path, "limits.txt", "six==1.16.0\nurllib3<3\n")
    path = write(
        tmp_path, "requirements.txt",
        "--index-url https://user:secret@example.org/simple\n-r base.txt\n-c limits.txt\nsix\nurllib3>=2  # why\n"
        "click==8.1.7 \\\n    --hash=sha256:AA \\\n    --hash=sha256:bb\nrich[jupyter]==13.7.0\n"
        "-e .\n./wheels/local.whl\nflask @ git+https://user:secret@example.org/flask@2.0\n",
    )  # fmt: skip
    snapshot = declared(path)
    assert versions(snapshot) == {
        "idna": "3.6", "six": "1.16.0", "urllib3": "<3,>=2", "click": "8.1.7", "rich": "13.7.0",
        "flask": "from git+https://example.org/flask@2.0",
    }  # fmt: skip
    click = snapshot.find(Domain.DISTRIBUTION, "click")
    assert isinstance(click, Distribution) and click.hashes == ("sha256:aa", "sha256:bb")
    left_open = [gap.subject for gap in snapshot.gaps if gap.domain is Domain.DISTRIBUTION]
    assert left_open == ["requirements.txt:10", "requirements.txt:11"]
    assert "secret" not in repr(snapshot)


@pytest.mark.parametrize("include", ["../outside.txt", "/etc/hostname", "missing.txt", "https://example.org/r.txt"])
def test_what_lies_outside_is_not_read_and_said(tmp_path: Path, include: str) -> None:
    write(tmp_path, "outside.txt", "stolen==1\n")
    path = write(tmp_path, "app/requirements.txt", f"-r {include}\nsix==1\n")
    snapshot = declared(path)
    assert versions(snapshot) == {"six": "1"}
    assert [gap.inherent for gap in snapshot.gaps if gap.domain is Domain.DISTRIBUTION] == [False]


def test_a_link_out_of_the_directory_is_not_followed(tmp_path: Path) -> None:
    write(tmp_path, "outside.txt", "stolen==1\n")
    path = write(tmp_path, "app/requirements.txt", "-r link.txt\n")
    (tmp_path / "app/link.txt").symlink_to(tmp_path / "outside.txt")
    assert versions(declared(path)) == {}


def test_files_that_include_each_other_end(tmp_path: Path) -> None:
    write(tmp_path, "b-requirements.txt", "-r requirements.txt\nb==1\n")
    assert versions(declared(write(tmp_path, "requirements.txt", "-r b-requirements.txt\na==1\n"))) == {
        "a": "1",
        "b": "1",
    }


# ── locks ────────────────────────────────────────────────────────────────────────────────────────────────────

PYLOCK = """
lock-version = "1.0"
created-by = "test"
requires-python = ">=3.10"
[[packages]]
name = "numpy"
version = "2.1.0"
wheels = [{name = "numpy-2.1.0-py3-none-any.whl", url = "https://example.org/n.whl", hashes = {sha256 = "aa"}}]
[[packages]]
name = "colorama"
version = "0.4.6"
marker = "sys_platform == 'win32'"
sdist = {name = "colorama-0.4.6.tar.gz", url = "https://example.org/c.tar.gz", hashes = {sha256 = "bb"}}
"""

UV = """
version = 1
requires-python = ">=3.10"
[[package]]
name = "app"
source = { virtual = "." }
dependencies = [{ name = "flask", extra = ["async"] }, { name = "colorama", marker = "sys_platform == 'win32'" }]
[package.dev-dependencies]
dev = [{ name = "pytest" }]
[[package]]
name = "flask"
version = "3.0.0"
source = { registry = "https://example.org/simple" }
dependencies = [{ name = "click" }]
sdist = { url = "https://example.org/f.tar.gz", hash = "sha256:aa", size = 1 }
[package.optional-dependencies]
async = [{ name = "asgiref" }]
[[package]]
name = "click"
version = "8.1.7"
source = { registry = "https://example.org/simple" }
[[package]]
name = "asgiref"
version = "3.7.2"
source = { registry = "https://example.org/simple" }
[[package]]
name = "colorama"
version = "0.4.6"
source = { registry = "https://example.org/simple" }
[[package]]
name = "pytest"
version = "8.0.0"
source = { registry = "https://example.org/simple" }
"""

POETRY = """
[[package]]
name = "Flask"
version = "3.0.0"
optional = false
groups = ["main"]
files = [{file = "flask.whl", hash = "sha256:aa"}]
[[package]]
name = "tomli"
version = "2.0.1"
optional = false
groups = ["main", "dev"]
markers = {main = "python_version < '3.11'", dev = "python_version < '3.12'"}
files = []
[[package]]
name = "pytest"
version = "8.0.0"
optional = false
groups = ["dev"]
files = []
[[package]]
name = "redis"
version = "5.0.0"
optional = true
groups = ["main"]
files = []
[metadata]
lock-version = "2.1"
python-versions = ">=3.10"
content-hash = "x"
"""

CONDA = """
name: shop
channels: [conda-forge]
dependencies:
  - python=3.11
  - conda-forge::numpy=1.26
  - pandas==2.2.3
  - scipy=1.13.0=py311_0
  - scikit-learn >=1.4,<1.6
  - openblas
  - pip:
    - rich==13.7.0
"""

CYCLONEDX = json.dumps({
    "bomFormat": "CycloneDX", "specVersion": "1.6", "components": [
        {"type": "library", "name": "numpy", "version": "2.1.0", "purl": "pkg:pypi/numpy@2.1.0",
         "hashes": [{"alg": "SHA-256", "content": "AA"}],
         "components": [{"type": "library", "name": "x", "purl": "pkg:pypi/Inner_One@1"}]},
        {"type": "library", "name": "libc6", "version": "2.36", "purl": "pkg:deb/debian/libc6@2.36"},
        {"type": "file", "name": "/app/serve.py"},
    ],
})  # fmt: skip

SPDX = json.dumps({
    "spdxVersion": "SPDX-2.3", "packages": [
        {"name": "numpy", "versionInfo": "2.1.0", "checksums": [{"algorithm": "SHA256", "checksumValue": "aa"}],
         "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl",
                           "referenceLocator": "pkg:pypi/numpy@2.1.0"}]},
        {"name": "libc6", "versionInfo": "2.36"},
    ],
})  # fmt: skip


@pytest.mark.parametrize(
    ("name", "text", "wanted"),
    [
        ("pylock.prod.toml", PYLOCK, {"numpy": "2.1.0"}),
        ("uv.lock", UV, {"flask": "3.0.0", "click": "8.1.7", "asgiref": "3.7.2"}),
        ("poetry.lock", POETRY, {"flask": "3.0.0"}),
        ("environment.yml", CONDA, {"pandas": "2.2.3", "scipy": "1.13.0", "rich": "13.7.0", "numpy": "==1.26.*",
                                    "scikit-learn": "<1.6,>=1.4", "openblas": "any version"}),
        ("bom.json", CYCLONEDX, {"numpy": "2.1.0", "inner-one": "1"}),
        ("sbom.json", SPDX, {"numpy": "2.1.0"}),
    ],
)  # fmt: skip
def test_a_format_declares(tmp_path: Path, name: str, text: str, wanted: dict[str, str]) -> None:
    assert versions(declared(write(tmp_path, name, text))) == wanted


def test_names_of_channels_that_the_other_side_does_not_have_are_no_difference(tmp_path: Path) -> None:
    assert versions(declared(write(tmp_path, "environment.yml", CONDA), observed())) == {"rich": "13.7.0"}


def test_the_declared_python_is_compared(tmp_path: Path) -> None:
    path = write(tmp_path, "environment.yml", CONDA)
    assert "python" not in packages_that_differ(path, observed("3.11.9"))
    assert packages_that_differ(path, observed("3.12.0"))["python"] == "changed"


def test_two_locks_with_other_files_of_one_version_differ(tmp_path: Path) -> None:
    first = declared(write(tmp_path, "pylock.toml", PYLOCK))
    same = declared(write(tmp_path, "a/pylock.toml", PYLOCK), first)
    other = declared(write(tmp_path, "b/pylock.toml", PYLOCK.replace('"aa"', '"cc"')), first)
    assert diff(first, same) == ()
    assert [change.key.name for change in diff(first, other)] == ["numpy"]


def test_an_old_poetry_lock_says_that_it_cannot_tell_groups(tmp_path: Path) -> None:
    old = (
        POETRY.replace('groups = ["dev"]\n', "")
        .replace('groups = ["main"]\n', "")
        .replace('groups = ["main", "dev"]\n', "")
    )
    snapshot = declared(write(tmp_path, "poetry.lock", old))
    assert "pytest" in versions(snapshot)
    assert any("for development only" in gap.reason for gap in snapshot.gaps)


@pytest.mark.parametrize("name", ["uv.lock", "poetry.lock", "pylock.toml", "environment.yml", "requirements.txt"])
@pytest.mark.parametrize("text", [b"\xff\xfe\x00", b"[" * 100_000, b"a = ]", b"&a [*a]", b"x: &a [*a, *a]\n"])
def test_what_is_malformed_is_said_and_nothing_else_happens(tmp_path: Path, name: str, text: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(text)
    try:
        declared(path)
    except ParityError as error:
        assert str(path) in str(error)


def test_yaml_that_unfolds_is_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x,x,x,x,x,x,x,x,x,x]"]
    lines += [f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(ParityError, match="nodes"):
        declared(write(tmp_path, "environment.yml", "\n".join(lines)))


def test_an_image_that_is_called_like_a_scheme_stays_one() -> None:
    assert format_of("uv:0.5") is None
    assert format_of("conda:latest") is None
    assert format_of("uv:uv.lock") is not None
    assert format_of("shop:1.0") is None


def test_every_scheme_is_of_one_format() -> None:
    schemes = [scheme for one in all_formats() for scheme in one.schemes]
    assert len(schemes) == len(set(schemes))
