"""Tests of the parsers of what lies beside RECORD: WHEEL, entry points, direct URLs, launchers, shebangs."""

from __future__ import annotations

import pytest

from parity.model.distribution import DirectUrl
from parity.parsers.direct_url import parse_direct_url, to_direct_url, without_credentials
from parity.parsers.entry_points import parse_launchers
from parity.parsers.launcher import is_generated
from parity.parsers.shebang import Shebang, as_distributed, body, parse_shebang
from parity.parsers.wheel_file import WheelFile, parse_wheel_file

BY_PIP = b"""#!/opt/venv/bin/python
# -*- coding: utf-8 -*-
import re
import sys
from tabulate import _main
if __name__ == '__main__':
    sys.argv[0] = re.sub(r'(-script\\.pyw|\\.exe)?$', '', sys.argv[0])
    sys.exit(_main())
"""
BY_UV = b"""#!/bin/sh
'''exec' "/a path/python" "$0" "$@"
' '''
# -*- coding: utf-8 -*-
import sys
from tabulate import _main
if __name__ == "__main__":
    if sys.argv[0].endswith("-script.pyw"):
        sys.argv[0] = sys.argv[0][:-11]
    elif sys.argv[0].endswith(".exe"):
        sys.argv[0] = sys.argv[0][:-4]
    sys.exit(_main())
"""


def test_wheel_tags_are_expanded_and_sorted() -> None:
    data = b"Wheel-Version: 1.0\nBuild: 2\nTag: py3-none-any\nTag: py2-none-any\nTag: cp311-cp311-a.b\n"
    assert parse_wheel_file(data) == WheelFile(("cp311-cp311-a", "cp311-cp311-b", "py2-none-any", "py3-none-any"), "2")


def test_a_tag_that_would_expand_without_end_is_bounded() -> None:
    many = ".".join(f"p{i}" for i in range(1000))
    assert len(parse_wheel_file(f"Tag: {many}-{many}-{many}\n".encode()).tags) == 256


def test_launchers_are_console_and_gui_scripts_only() -> None:
    data = b"[console_scripts]\nf2py = numpy.f2py:main [extra]\n# x\n[gui_scripts]\nw=a:b.c\n[other]\nno = a:b\n"
    assert parse_launchers(data) == {"f2py": "numpy.f2py:main", "w": "a:b.c"}


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://user:token@host/x.whl?sig=1#sha256=2", "https://host/x.whl"),
        ("https://${USER}@host/x", "https://host/x"),
        ("ssh://git@github.com/a/b", "ssh://git@github.com/a/b"),
        ("ssh://git:secret@github.com/a", "ssh://github.com/a"),
        ("file:///home/x", "file:///home/x"),
        ("no url?token=1", "no url"),
    ],
)
def test_credentials_are_removed(url: str, clean: str) -> None:
    assert without_credentials(url) == clean


def test_direct_urls() -> None:
    data = b'{"url": "https://u:p@h/r.git", "vcs_info": {"vcs": "git", "commit_id": "abc"}}'
    raw = parse_direct_url(data)
    assert raw is not None
    assert to_direct_url(raw) == DirectUrl(url="https://h/r.git", vcs="git", commit="abc")
    raw = parse_direct_url(b'{"url": "file:///p", "dir_info": {"editable": true}, "archive_info": 3}')
    assert raw is not None
    assert to_direct_url(raw) == DirectUrl(url="file:///p", editable=True)
    raw = parse_direct_url(b'{"url": "https://h/x", "archive_info": {"hash": "md5=1", "hashes": {"sha256": "2"}}}')
    assert raw is not None
    assert to_direct_url(raw).archive_hash == "sha256=2"


@pytest.mark.parametrize("data", [b"", b"[]", b'{"url": 3}', b"\xff", b"[" * 100_000])
def test_what_is_no_direct_url_is_none(data: bytes) -> None:
    assert parse_direct_url(data) is None


@pytest.mark.parametrize("script", [BY_PIP, BY_UV])
def test_generated_launchers_are_known_whatever_interpreter_they_name(script: bytes) -> None:
    assert is_generated(script, "tabulate:_main")
    assert not is_generated(script, "tabulate:main")
    assert not is_generated(script.replace(b"import sys\n", b"import sys\nimport evil\n"), "tabulate:_main")


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (b"#!/usr/bin/python3 -I\n", Shebang("/usr/bin/python3", ("-I",))),
        (b"#!/usr/bin/env python3\n", Shebang("python3")),
        (b"#!/usr/bin/env -S FOO=1 python3 -u\n", Shebang("python3", ("-u",))),
        (BY_UV, Shebang("/a path/python")),
        (b"#!python\r\nx", Shebang("python")),
        (b"#!", None),
        (b"\x7fELF", None),
        (b"", None),
    ],
)
def test_shebangs(head: bytes, found: Shebang | None) -> None:
    assert parse_shebang(head) == found


def test_a_rewritten_first_line_is_undone() -> None:
    assert b"#!python\nprint()\n" in as_distributed(b"#!/opt/venv/bin/python\nprint()\n")
    assert body(BY_UV).startswith(b"# -*- coding")
