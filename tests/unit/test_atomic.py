"""A file is written whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from parity.atomic import write_all_atomically, write_atomically


def test_the_file_holds_what_was_written_and_nothing_else_is_left(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", b"old")
    write_atomically(tmp_path / "a", b"new")
    assert (tmp_path / "a").read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_new_file_gets_ordinary_permissions(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a", b"x")
    (tmp_path / "b").write_bytes(b"x")
    assert (tmp_path / "a").stat().st_mode == (tmp_path / "b").stat().st_mode


def test_where_it_cannot_be_replaced_nothing_is_left_behind(tmp_path: Path) -> None:
    (tmp_path / "directory").mkdir()
    with pytest.raises(OSError):
        write_atomically(tmp_path / "directory", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["directory"]


def test_of_several_files_none_is_written_where_one_cannot_be(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        write_all_atomically({tmp_path / "a": b"x", tmp_path / "nowhere" / "b": b"y"})
    assert list(tmp_path.iterdir()) == []
