"""Everything inside an image is hostile: no command, script or metadata ends the scan."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from parity.collectors.distributions import Distributions
from parity.collectors.interpreter import InterpreterFacts
from parity.interfaces import ProcessConfig
from parity.parsers.conda_meta import parse_conda_meta
from parity.parsers.direct_url import parse_direct_url, to_direct_url
from parity.parsers.dist_metadata import parse_metadata
from parity.parsers.entry_points import parse_launchers
from parity.parsers.file_class import file_class
from parity.parsers.launcher import is_generated
from parity.parsers.pth import parse_pth
from parity.parsers.pyvenv_cfg import parse_pyvenv_cfg
from parity.parsers.shebang import as_distributed, parse_shebang
from parity.parsers.shell_command import expand, parse_shell
from parity.parsers.sysconfigdata import parse_sysconfigdata, to_build
from parity.parsers.wheel_file import parse_wheel_file
from tests.support.files import Executable
from tests.support.installs import interpreter, target, virtual, wheel

WORDS = st.sampled_from(
    [
        *(
            "env",
            "sh",
            "bash",
            "-c",
            "-lc",
            "exec",
            "python",
            "-m",
            "-I",
            "--",
            "tini",
            "$@",
            "$X",
            "${Y:-python}",
        ),
        *(
            "conda",
            "run",
            "-n",
            "uv",
            "poetry",
            "source",
            ".",
            "activate",
            "/opt/venv/bin/activate",
            "/entry.sh",
        ),
        *(
            "A=b",
            "PATH=",
            "PYTHONHOME=/",
            "cd",
            "..",
            "\0",
            "gosu",
            "&&",
            "timeout",
            "/",
            "'",
            "-",
            "-S",
            "-euo",
        ),
        *("pipefail", "busybox", "", "python; python"),
    ]
)
SITE = "/opt/venv/lib/python3.11/site-packages"


@settings(max_examples=300)
@given(
    st.lists(WORDS, max_size=8),
    st.lists(WORDS, max_size=6),
    st.lists(WORDS, max_size=12),
    st.sampled_from(["", "/", "/app", "x/../.."]),
)
def test_the_command_is_followed_without_raising(
    entrypoint: list[str], cmd: list[str], script: list[str], workdir: str
) -> None:
    tree = {
        **interpreter(), **virtual(), "/bin/sh": Executable(b"\x7fELF"), "/bin/bash": Executable(b"\x7fELF"),
        "/entry.sh": Executable(b"#!/bin/sh\n" + " ".join(script).encode() + b"\n"),
    }  # fmt: skip
    found = target(
        tree,
        ProcessConfig(entrypoint=tuple(entrypoint), cmd=tuple(cmd), workdir=workdir, env={"X": "sh /entry.sh"}),
    )
    assert found.serving is not None


@settings(max_examples=150)
@given(
    st.sampled_from(
        ["METADATA", "RECORD", "WHEEL", "INSTALLER", "direct_url.json", "entry_points.txt", "top_level.txt"]
    ),
    st.binary(max_size=300),
)
def test_any_bytes_in_any_metadata_file(name: str, data: bytes) -> None:
    tree = {**virtual(), **wheel(SITE), f"{SITE}/demo-1.0.dist-info/{name}": data}
    found = target(tree)
    assert len(found.installed) == 1
    list(Distributions().collect(found))


@settings(max_examples=150)
@given(
    st.sampled_from(
        [
            "/opt/venv/pyvenv.cfg",
            f"{SITE}/x.pth",
            "/opt/venv/bin/activate",
            "/usr/local/lib/python3.11/_sysconfigdata_x.py",
        ]
    ),
    st.binary(max_size=300),
)
def test_any_bytes_in_any_file_of_an_interpreter(path: str, data: bytes) -> None:
    tree = {**interpreter(), **virtual(), path: data}
    found = target(tree, prefix="/opt/venv")
    list(InterpreterFacts().collect(found))


@given(st.binary(max_size=400))
def test_parsers_never_raise(data: bytes) -> None:
    text = data.decode("utf-8", "surrogateescape")
    parse_metadata(data)
    parse_wheel_file(data)
    parse_pth(data)
    parse_pyvenv_cfg(data)
    parse_conda_meta(data)
    parse_shell(text)
    expand(text, {"a": "b"})
    as_distributed(data)
    parse_shebang(b"#!" + data)
    file_class(text)
    assert is_generated(data, "a:b") is False
    assert all(":" in target or target for target in parse_launchers(b"[console_scripts]\n" + data).values())
    raw = parse_direct_url(data)
    if raw is not None:
        to_direct_url(raw)
    values = parse_sysconfigdata(b"build_time_vars = {'CONFIG_ARGS': " + repr(text).encode("utf-8", "replace") + b"}")
    if values is not None:
        to_build(values)
