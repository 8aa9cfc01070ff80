"""Tests of the parsers of what lies beside an interpreter: pyvenv.cfg, .pth, _sysconfigdata, headers, conda-meta."""

from __future__ import annotations

import json

import pytest

from parity.parsers.conda_meta import CondaFile, parse_conda_meta
from parity.parsers.pth import PthFile, parse_pth
from parity.parsers.python_command import script_and_options
from parity.parsers.python_version import version_in_binary, version_in_header, version_in_name
from parity.parsers.pyvenv_cfg import PyvenvCfg, parse_pyvenv_cfg
from parity.parsers.shell_command import assignments, expand, parse_shell
from parity.parsers.sysconfigdata import parse_sysconfigdata, soabi, to_build


def test_pyvenv_cfg_of_venv() -> None:
    data = b"home = /usr/bin\ninclude-system-site-packages = True\nversion = 3.11.2\n"
    data += b"command = /usr/bin/python3 -m venv --without-pip /opt/v\n"
    assert parse_pyvenv_cfg(data) == PyvenvCfg(home="/usr/bin", version="3.11.2", system_site=True, prefix="/opt/v")


def test_pyvenv_cfg_of_virtualenv() -> None:
    data = b"home = /usr/bin\nimplementation = CPython\nversion_info = 3.8.18.final.0\n"
    assert parse_pyvenv_cfg(data) == PyvenvCfg(home="/usr/bin", version="3.8.18", implementation="cpython")


def test_pth_lines() -> None:
    data = b"\xef\xbb\xbf# note\n/abs \n\n  \nrel/dir\r\nimport os; os.x()\nimport\tsys\nimportant\n"
    assert parse_pth(data) == PthFile(("/abs", "rel/dir", "important"), True)


def sysconfig(**values: object) -> bytes:
    return b"# generated\nbuild_time_vars = " + repr(values).encode()


def test_a_plain_build_is_told_from_an_optimised_one() -> None:
    plain = parse_sysconfigdata(
        sysconfig(CONFIG_ARGS="'--prefix=/opt/py' '--enable-shared'", PGO_PROF_USE_FLAG="-fprofile-use")
    )
    fast = parse_sysconfigdata(sysconfig(CONFIG_ARGS="'--prefix=/x' '--enable-optimizations' '--with-lto=thin'"))
    assert plain is not None
    assert fast is not None
    assert (to_build(plain).optimised, to_build(plain).lto) == (False, False)
    assert (to_build(fast).optimised, to_build(fast).lto) == (True, True)


def test_a_distribution_that_scrubs_its_flags_proves_nothing() -> None:
    values = parse_sysconfigdata(
        sysconfig(CONFIG_ARGS="'--prefix=/usr'", PY_CFLAGS="-O2 -Wall -g", CC="x86_64-linux-gnu-gcc -pthread")
    )
    assert values is not None
    build = to_build(values)
    assert (build.optimised, build.lto, build.compiler, build.cflags) == (None, None, "gcc", ("-O2",))


def test_flags_in_the_compiler_options_prove_it() -> None:
    values = parse_sysconfigdata(sysconfig(CONFIG_ARGS="'--prefix=/usr'", PY_CFLAGS_NODIST="-flto=auto -fprofile-use"))
    assert values is not None
    assert (to_build(values).optimised, to_build(values).lto) == (True, True)


@pytest.mark.parametrize(("argument", "jit"), [("", True), ("=yes-off", True), ("=interpreter", False), ("=no", False)])
def test_jit(argument: str, jit: bool) -> None:
    values = parse_sysconfigdata(sysconfig(CONFIG_ARGS=f"'--enable-experimental-jit{argument}'"))
    assert values is not None
    assert to_build(values).jit is jit


def test_debug_free_threaded_and_abi() -> None:
    values = parse_sysconfigdata(
        sysconfig(Py_DEBUG=1, Py_GIL_DISABLED=1, Py_ENABLE_SHARED=0, SOABI="cpython-313t-x86_64-linux-gnu")
    )
    assert values is not None
    build = to_build(values)
    assert (build.debug, build.free_threaded, build.shared) == (True, True, False)
    assert soabi(values) == "cpython-313t-x86_64-linux-gnu"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"build_time_vars = __import__('os')",
        b"build_time_vars = " + b"[" * 100_000,
        b"build_time_vars = 3",
        b"\xff",
    ],
)
def test_what_is_no_literal_is_none(data: bytes) -> None:
    assert parse_sysconfigdata(data) is None


def test_versions() -> None:
    assert version_in_header(b'x\n#define PY_VERSION      "3.12.1"\n') == "3.12.1"
    assert version_in_binary(b"\x003.11.2\0..\x003.1.9\0", "3.11") == "3.11.2"
    assert version_in_binary(b"\x003.11.2\0..\x003.11.9\0", "3.11") is None
    assert version_in_name("cpython-3.11.7-linux-x86_64-gnu", "3.11") == "3.11.7"
    assert version_in_name("cpython-3.12.1-linux", "3.11") is None


def test_conda_records() -> None:
    digest = "a" * 64
    paths = [
        {
            "_path": "lib/x.py",
            "path_type": "hardlink",
            "sha256": digest,
            "sha256_in_prefix": "b" * 64,
            "prefix_placeholder": "/p",
        },
        {"_path": "lib/y.so", "path_type": "hardlink", "sha256": digest, "size_in_bytes": 3},
        {"_path": "bin/z", "path_type": "hardlink", "sha256": digest, "prefix_placeholder": "/p"},
        {"_path": "lib/link.so", "path_type": "softlink", "sha256": digest},
        {"_path": 3},
        "no",
    ]
    raw = {
        "name": "x",
        "version": "1",
        "build": "h_0",
        "depends": ["b", "a", 3],
        "paths_data": {"paths": paths},
    }
    record = parse_conda_meta(json.dumps(raw).encode())
    assert record is not None
    assert (record.build, record.requires) == ("h_0", ("a", "b"))
    assert record.files == (
        CondaFile("lib/x.py", "b" * 64, digest),
        CondaFile("lib/y.so", digest, digest, 3),
        CondaFile("bin/z", None, digest),
    )


@pytest.mark.parametrize("data", [b"", b"[]", b'{"name": 1}', b"\xff", b"[" * 100_000])
def test_what_is_no_conda_record_is_none(data: bytes) -> None:
    assert parse_conda_meta(data) is None


@pytest.mark.parametrize(
    ("arguments", "script", "options"),
    [
        (["-I", "app.py", "-S"], "app.py", "I"),
        (["-W", "ignore", "-Es", "app.py"], "app.py", "Es"),
        (["-Xdev", "-m", "x", "-I"], None, ""),
        (["-Sc", "print()"], None, "S"),
        (["--check-hash-based-pycs", "never", "a.py"], "a.py", ""),
        (["-"], None, ""),
        ([], None, ""),
    ],
)
def test_python_options(arguments: list[str], script: str | None, options: str) -> None:
    assert script_and_options(arguments) == (script, frozenset(options))


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("exec gunicorn 'a b' 2>&1 | tee x", (("exec", "gunicorn", "a b"), ("tee", "x"))),
        (
            'if [ "$1" = a ]; then\n  python x\nfi\nexec "$@"',
            (("[", "$1", "=", "a", "]"), ("python", "x"), ("exec", "$@")),
        ),
        ("cd /app && A=1 python \\\n  -m x # no", (("cd", "/app"), ("A=1", "python", "-m", "x"))),
        ("cat <<EOF\npython x\nEOF\nls >/dev/null", (("cat",), ("ls",))),
        ("ls; echo 'unbalanced", (("ls",), ("echo",))),
    ],
)
def test_simple_commands(text: str, commands: tuple[tuple[str, ...], ...]) -> None:
    assert parse_shell(text) == commands


def test_variables() -> None:
    assert expand("${A:-x}/$B/${C}${D:+y}", {"B": "b", "D": "1"}) == "x/b/y"
    assert assignments(("A=1", "B=", "c", "D=2")) == ({"A": "1", "B": ""}, ("c", "D=2"))
