"""When an image was given its name, as daemons write it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from parity.sources.daemon.recent import NEVER, _tagged

NOON = datetime(2026, 11, 27, 12, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-27T12:00:00Z", NOON),
        ("2026-11-27T12:00:00.679393821Z", NOON + timedelta(microseconds=679393)),
        ("2026-11-27T12:00:00.5Z", NOON + timedelta(seconds=0.5)),
        ("2026-11-27T13:00:00.25+01:00", NOON + timedelta(seconds=0.25)),
        ("0001-01-01T00:00:00Z", NEVER),
        ("yesterday", NEVER),
        ("2026-99-27T12:00:00Z", NEVER),
        ("", NEVER),
    ],
)
def test_times(text: str, expected: datetime) -> None:
    assert _tagged({"Metadata": {"LastTagTime": text}}) == expected
