"""Facts about the operating system (domain `system`)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """/etc/os-release. Key name: "release"."""

    id: str
    version: str | None = None
    codename: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """A package of the operating system. Key name: "<manager>:<name>" (dpkg, apk, rpm)."""

    version: str
    architecture: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LibC:
    """The C library. Key name: "libc". family: "glibc" or "musl"."""

    family: str
    version: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kernel:
    """The running kernel, only where something ran. Key name: "kernel"."""

    release: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeZones:
    """Time zone data. Key names: "tzdata" (version of the tables) and "timezone" (the default zone)."""

    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Locales:
    """Compiled locales that are installed, sorted. Key name: "locales"."""

    names: tuple[str, ...]
