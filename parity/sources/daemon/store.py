"""The daemon's own store of layers, where it lies on this machine and may be read: nothing has to be copied then."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parity.errors import SourceError
from parity.interfaces import FileSystem
from parity.rootfs.overlay import OverlayFiles, readable

if TYPE_CHECKING:
    from docker import APIClient

logger = logging.getLogger(__name__)

DRIVER = "overlay2"
LOCAL = "http+docker://"  # how the SDK writes the address of a Unix socket
METHOD = f"layers in the daemon's {DRIVER} store, in place"
# Kernels that move directories without copying them write stacks that only they can show.
REDIRECTS = tuple(Path("/sys/module/overlay/parameters") / name for name in ("redirect_dir", "metacopy"))


def layers_in_place(api: APIClient, inspected: Mapping[str, Any]) -> tuple[str, ...]:
    """Directories of an inspected image's or container's layers, lowest first; empty where they cannot be used."""
    driver = inspected.get("GraphDriver")
    data = driver.get("Data") if isinstance(driver, dict) and driver.get("Name") == DRIVER else None
    if not isinstance(data, dict) or not str(api.base_url).startswith(LOCAL) or any(map(_is_on, REDIRECTS)):
        return ()
    upper, lower = (data.get(name) or "" for name in ("UpperDir", "LowerDir"))
    if not isinstance(upper, str) or not isinstance(lower, str):
        return ()
    layers = tuple(reversed([upper, *filter(None, lower.split(":"))]))
    return layers if readable(layers) else ()


def in_place(layers: tuple[str, ...], otherwise: Callable[[], FileSystem]) -> FileSystem:
    """The layers as one root; where they hold what cannot be shown exactly, or were just removed, the other way."""
    try:
        return OverlayFiles(layers)
    except SourceError as error:
        logger.info("%s; exporting instead", error)
        return otherwise()


def _is_on(parameter: Path) -> bool:
    try:
        return parameter.read_text().strip() not in {"N", "off", "nofollow"}
    except OSError:  # the module is not loaded, so nothing was ever mounted by it
        return False
