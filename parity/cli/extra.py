"""Says what is missing where an optional part of parity is used."""

from __future__ import annotations

from importlib.util import find_spec

from parity.errors import ConfigurationError

NEEDED = ("numpy", "scipy")


def require_probe_extra() -> None:
    """Raises ConfigurationError where the libraries that measuring needs are not installed."""
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise ConfigurationError(
            "measure without", " and ".join(missing), "they come with parity's extra 'probe'",
            "pip install 'envparity[probe]'",
        )  # fmt: skip
