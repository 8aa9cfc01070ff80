"""What was registered and not taken back is removed, and nothing else."""

from __future__ import annotations

from pathlib import Path

from parity.runs.guardian import PREFIX, clean


def test_only_what_is_left(tmp_path: Path) -> None:
    left, gone, other = (tmp_path / f"{PREFIX}a", tmp_path / f"{PREFIX}b", tmp_path / "home")
    for path in (left, gone, other):
        path.mkdir()
    lines = [
        f"+ directory {left}\n",
        f"+ directory {gone}\n",
        f"- directory {gone}\n",
        f"+ directory {other}\n",
        "junk",
    ]
    clean(iter(lines), None)
    assert [path.exists() for path in (left, gone, other)] == [False, True, True]
