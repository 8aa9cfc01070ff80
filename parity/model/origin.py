"""Where a snapshot came from. The only place for times, host names and ways of looking."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What was looked at, and how. Never compared: two equal environments have different origins.

    Attributes:
        scheme: the kind of place: "archive", "docker", "live", ...
        reference: what the user named, without the scheme.
        digest: immutable identity ("sha256:...": image ID or manifest digest), where there is one.
        platform: "linux/amd64", where the place says so.
        tag: the image name found inside, where there is one.
        host: the host on which a running environment was looked at.
        taken: when, ISO 8601 in UTC; only for places that change (live, container, directory).
        environment: which Python environment was taken as the serving one.
        chosen_by: why that one ("the shebang of /opt/venv/bin/gunicorn, the image's command").
        method: the way taken to read it ("export of a created container"), where there were several.
    """

    scheme: str
    reference: str
    digest: str | None = None
    platform: str | None = None
    tag: str | None = None
    host: str | None = None
    taken: str | None = None
    environment: str | None = None
    chosen_by: str | None = None
    method: str | None = None

    def __str__(self) -> str:
        return f"{self.scheme}:{self.reference}" if self.reference else self.scheme
