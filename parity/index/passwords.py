"""Passwords that the user keeps in a keyring, where the `keyring` library is installed beside parity."""

from __future__ import annotations

import importlib
import logging

from parity.index.configuration import Credentials

logger = logging.getLogger(__name__)


def from_keyring(index: str, user: str | None) -> Credentials | None:
    """User and password for an index; None where there is no keyring, or it knows none."""
    try:
        keyring = importlib.import_module("keyring")
    except ImportError:
        return None
    try:
        found = keyring.get_credential(index, user)
    except Exception as error:  # noqa: BLE001 - back ends of other people, with errors of their own; the text may tell too much
        logger.debug("the keyring failed: %s", type(error).__name__)
        return None
    if found is None or not found.password:
        return None
    return Credentials(user=found.username or user or "", password=found.password)
