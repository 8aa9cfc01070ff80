"""Paths as they can be compared between machines: relative to the environment, its base, or site-packages."""

from __future__ import annotations

import re

from parity.environments.reading import inside
from parity.interfaces import InstalledDistribution, PythonEnvironment

SITE = re.compile(r"/lib(?:64)?/(?:python|pypy)[\d.]+t?/(?:site|dist)-packages$")
STANDARD_LIBRARY = re.compile(r"lib(?:64)?/(?:python|pypy)[\d.]+t?(?:\.zip|/lib-dynload)?$")


def below(path: str, directory: str) -> str:
    """`path` relative to a directory that it lies in; "." for the directory itself."""
    return path[len(directory.rstrip("/")) + 1 :] or "."


def in_environment(path: str, environment: PythonEnvironment) -> str:
    """Relative to the prefix; "{base}/..." for the standard library and a virtual environment's base; else absolute."""
    prefix, base = environment.prefix, environment.base_prefix
    if base is not None and inside(path, base) and STANDARD_LIBRARY.fullmatch(below(path, base)):
        return f"{{base}}/{below(path, base)}"
    if inside(path, prefix):
        return below(path, prefix)
    if base is not None and inside(path, base):
        return f"{{base}}/{below(path, base)}"
    return path


def from_environment(path: str, environment: PythonEnvironment | None) -> str | None:
    """The path inside the root that `in_environment` tells as `path`; None where there is no such environment."""
    if path.startswith("/"):
        return path
    if environment is None:
        return None
    if not path.startswith("{base}/"):
        return f"{environment.prefix.rstrip('/')}/{path}"
    base = environment.base_prefix
    return None if base is None else f"{base.rstrip('/')}/{path.removeprefix('{base}/')}"


def in_distribution(path: str, distribution: InstalledDistribution, environment: PythonEnvironment) -> str:
    """Relative to the site directory; "{prefix}/..." for scripts, headers and data beside it; else absolute.

    Debian's pip installs below /usr/local and a user's below ~/.local: to each distribution its own prefix.
    """
    if inside(path, distribution.location):
        return below(path, distribution.location)
    site = SITE.search(distribution.location)
    own = distribution.location[: site.start()] if site else None
    for prefix in (own, environment.prefix, environment.base_prefix):
        if prefix is not None and inside(path, prefix):
            return f"{{prefix}}/{below(path, prefix)}"
    return path
