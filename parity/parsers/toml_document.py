"""Reads TOML that somebody else wrote: every way in which it can be wrong is a ValueError."""

from __future__ import annotations

from collections.abc import Mapping

import tomli


def load_toml(data: bytes) -> Mapping[str, object]:
    """The document. Raises ValueError: no TOML, no UTF-8, nested too deep."""
    try:
        return tomli.loads(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8") from error
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    except tomli.TOMLDecodeError as error:
        raise ValueError(f"it is not TOML ({error})") from error
