"""What places made of files can never show."""

from __future__ import annotations

from parity.model.facts import Gap
from parity.model.keys import Domain

NO_HARDWARE = Gap(
    domain=Domain.HARDWARE,
    reason="files have no CPU, memory or GPU; give the host that will run them with --hardware",
    inherent=True,
)
NO_SETTINGS = Gap(
    domain=Domain.SETTING,
    reason="a root file system has no image configuration: environment variables and command are unknown",
    inherent=True,
)
