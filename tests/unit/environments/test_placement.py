"""Paths as facts tell them, and back."""

from __future__ import annotations

import pytest

from parity.environments.placement import from_environment, in_environment
from parity.interfaces import PythonEnvironment

VENV = PythonEnvironment(
    prefix="/opt/venv", base_prefix="/usr/local", executable="/opt/venv/bin/python", version="3.11.7", kind="venv"
)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/opt/venv/lib/python3.11/site-packages/a.so", "lib/python3.11/site-packages/a.so"),
        ("/usr/local/lib/libx.so", "{base}/lib/libx.so"),
        ("/usr/lib/libz.so.1", "/usr/lib/libz.so.1"),
    ],
)
def test_there_and_back(path: str, told: str) -> None:
    assert in_environment(path, VENV) == told
    assert from_environment(told, VENV) == path


def test_no_environment_no_relative_path() -> None:
    assert from_environment("lib/a.so", None) is None
    assert from_environment("/usr/lib/libz.so.1", None) == "/usr/lib/libz.so.1"
