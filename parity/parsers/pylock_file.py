"""pylock.toml: a lock of PEP 751, checked by the letter of the specification.

Format: https://packaging.python.org/en/latest/specifications/pylock-toml/
"""

from __future__ import annotations

import tomli
from packaging.pylock import Pylock, PylockUnsupportedVersionError, PylockValidationError

MAX_PYLOCK_BYTES = 64 << 20


def parse_pylock(text: str) -> Pylock:
    """Raises ValueError where it is none."""
    try:
        return Pylock.from_dict(tomli.loads(text))
    except (tomli.TOMLDecodeError, PylockValidationError, PylockUnsupportedVersionError, RecursionError) as error:
        raise ValueError(str(error)) from error
