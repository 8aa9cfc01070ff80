"""The environment that parity itself runs in."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from parity.errors import UnknownReference
from parity.interfaces import OpenOptions, Source
from parity.model.origin import Origin
from parity.rootfs.host import HostFiles
from parity.sources.local_agent import LocalAgent, here


class LiveOpener:
    """Files in place, and the agent in this very interpreter."""

    schemes: ClassVar[Mapping[str, str]] = {"live": "(nothing): the environment that parity itself runs in"}

    def recognises(self, reference: str) -> bool:
        return reference in ("", "live")

    def open(self, scheme: str, reference: str, options: OpenOptions) -> Source:
        if reference not in ("", "live"):
            raise UnknownReference("open", f"{scheme}:{reference}", "live takes no name", "say just live")
        return Source(
            origin=Origin(scheme="live", reference="", method="files in place, agent in the same interpreter"),
            files=HostFiles("/"),
            runner=LocalAgent(sys.executable or "python3"),  # a program that embeds Python has none of its own
            prefix=sys.prefix,
            code_roots=_working_directory(),
            directory=here(),
        )


def _working_directory() -> tuple[str, ...]:
    """Where an application is started, its code lies; but a home directory or the root holds all else as well."""
    directory = here()
    try:
        elsewhere = Path(directory) in (Path("/"), Path.home())
    except RuntimeError:  # there is no home
        return ()
    return () if elsewhere else (directory,)
