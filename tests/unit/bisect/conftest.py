"""Measuring needs parity's extra `probe`: CI installs it, a bare environment skips what needs it."""

from __future__ import annotations

import pytest

pytest.importorskip("scipy")
