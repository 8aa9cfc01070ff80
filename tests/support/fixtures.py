"""Where the committed fixtures are."""

from __future__ import annotations

from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"


def elf(name: str) -> bytes:
    """A shared object of fixtures/elf."""
    return (FIXTURES / "elf" / name).read_bytes()


def system(name: str) -> bytes:
    """A file of fixtures/system."""
    return (FIXTURES / "system" / name).read_bytes()
