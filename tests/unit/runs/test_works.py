"""Shipped probes are found by themselves; what the user names is understood or refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from parity.errors import ConfigurationError
from parity.runs.works import command, entry, named, shipped, standard


def test_every_shipped_probe_says_what_it_is() -> None:
    assert len(shipped()) >= 15
    for name, probe in shipped().items():
        assert probe.callable, name
        assert 10 < len(probe.title) < 80, name
        assert probe.settles, name


def test_all_of_them_or_some() -> None:
    assert [work.name for work in standard(["gemm", "sort"])] == ["gemm", "sort"]
    assert len(standard()) == len(shipped())


def test_a_file_without_run_is_a_script(tmp_path: Path) -> None:
    (tmp_path / "s.py").write_text("print(1)\n")
    work = named(str(tmp_path / "s.py"))
    assert work.source is not None
    assert "def run" in work.source


def test_commands_are_split_as_a_shell_would() -> None:
    assert command("python 'a b.py' -x").argv == ("python", "a b.py", "-x")


@pytest.mark.parametrize("path", ["m", "m:", ":f", "a b:f"])
def test_entries_have_a_module_and_a_function(path: str) -> None:
    with pytest.raises(ConfigurationError, match=r"package\.module:function"):
        entry(path)


def test_unknown_names_and_broken_files(tmp_path: Path) -> None:
    (tmp_path / "b.py").write_text("def run(:\n")
    (tmp_path / "r.py").write_text("REQUIRES = f()\ndef run(): pass\n")
    for name in ("no-such", str(tmp_path / "b.py"), str(tmp_path / "r.py")):
        with pytest.raises(ConfigurationError):
            named(name)
    with pytest.raises(ConfigurationError):
        command("'")
