"""Which indexes are asked, and how: from pip's own configuration and what the user says on top."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

from platformdirs import PlatformDirs

from parity.errors import ConfigurationError
from parity.parsers.direct_url import without_credentials
from parity.parsers.pip_config import MAX_PIP_CONFIG_BYTES, flag, install_options, parse_pip_config, words

PYPI = "https://pypi.org/simple"
DEFAULT_TIMEOUT, MAX_TIMEOUT = 15.0, 600.0  # seconds; pip's default
DEFAULT_RETRIES, MAX_RETRIES = 5, 20
SCHEMES = ("https", "http", "file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """Who asks an index; never shown. Without a password the keyring may know it."""

    user: str = field(repr=False)
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """One place that lists files: an index ("simple" root), or a page or directory of links.

    Attributes:
        url: without credentials; of an index without a slash at its end.
        flat: a list of links (--find-links) and no index.
    """

    url: str
    flat: bool = False
    credentials: Credentials | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexSettings:
    """Everything that decides what is asked, and how.

    Attributes:
        locations: in the order in which pip would be told of them.
        trusted_hosts: "host" or "host:port" whose certificate is not checked, or that may speak plain HTTP.
        certificates: bundle of authorities; client_certificate: path of our own.
        timeout: seconds without a byte until a connection is given up.
        retries: further tries after the first.
        keyring: whether the keyring, where that library is installed, may be asked for passwords.
        left_out: sentences on places that pip is configured for and that are not asked.
    """

    locations: tuple[Location, ...]
    trusted_hosts: tuple[str, ...] = ()
    certificates: str | None = None
    client_certificate: str | None = None
    proxy: str | None = field(default=None, repr=False)
    timeout: float = DEFAULT_TIMEOUT
    retries: int = DEFAULT_RETRIES
    keyring: bool = True
    left_out: tuple[str, ...] = ()

    def trusts(self, url: str) -> bool:
        """Whether the user vouches for the host of a URL, whatever its certificate."""
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        return any(
            trusted.lower() in (host, f"{host}:{_port(parts.port, parts.scheme)}") for trusted in self.trusted_hosts
        )

    def allows(self, url: str) -> bool:
        """Whether what comes from a URL can be trusted to be what was sent."""
        parts = urlsplit(url)
        return parts.scheme == "https" or (
            parts.scheme == "http" and (_is_loopback(parts.hostname) or self.trusts(url))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexOptions:
    """What the user says of indexes on the command line; it has the word over pip's configuration."""

    index_url: str | None = None
    extra_index_urls: tuple[str, ...] = ()
    find_links: tuple[str, ...] = ()
    no_index: bool = False
    allow_local: bool = False


def index_settings(
    options: IndexOptions | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    files: Sequence[Path] | None = None,
) -> IndexSettings:
    """The indexes that `pip install` would ask here.

    Args:
        environ: instead of the process's own environment.
        files: instead of pip's configuration files, in order of increasing weight.

    Raises:
        ConfigurationError: a file, a number or a URL that cannot be understood.
    """
    said = options or IndexOptions()
    variables = os.environ if environ is None else environ
    configured = install_options(
        [_read(path) for path in (config_files(variables) if files is None else files)], variables
    )
    no_index = said.no_index or (flag(configured, "no-index") and said.index_url is None)
    indexes = [] if no_index else [
        said.index_url or configured.get("index-url") or PYPI,
        *(said.extra_index_urls or words(configured, "extra-index-url")),
    ]  # fmt: skip
    found = [_location(url, flat=False) for url in indexes]
    found += [_location(url, flat=True) for url in said.find_links or words(configured, "find-links")]
    settings = IndexSettings(
        locations=tuple(dict.fromkeys(found)),
        trusted_hosts=words(configured, "trusted-host"),
        certificates=configured.get("cert"),
        client_certificate=configured.get("client-cert"),
        proxy=configured.get("proxy"),
        timeout=_number(configured, "timeout", DEFAULT_TIMEOUT, MAX_TIMEOUT),
        retries=int(_number(configured, "retries", DEFAULT_RETRIES, MAX_RETRIES)),
        keyring=configured.get("keyring-provider", "auto") in ("auto", "import"),
    )
    refused = dict(_refused(settings, allow_local=said.allow_local))
    return replace(
        settings,
        locations=tuple(one for one in settings.locations if one.url not in refused),
        left_out=tuple(refused.values()),
    )


def config_files(environ: Mapping[str, str]) -> tuple[Path, ...]:
    """pip's configuration files that exist here, lightest first: global, user, site, PIP_CONFIG_FILE."""
    named = environ.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return ()
    directories = PlatformDirs("pip", appauthor=False, roaming=True, multipath=True)
    found = [
        *(Path(one) / "pip.conf" for one in directories.site_config_dir.split(os.pathsep)),
        Path("/etc/pip.conf"),
        Path.home() / ".pip" / "pip.conf",
        Path(directories.user_config_dir) / "pip.conf",
        Path(sys.prefix) / "pip.conf",
        *([Path(named)] if named else []),
    ]
    return tuple(path for path in found if path.is_file())


def _read(path: Path) -> dict[tuple[str, str], str]:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_PIP_CONFIG_BYTES + 1)
        if len(data) > MAX_PIP_CONFIG_BYTES:
            raise ValueError(f"it is larger than {MAX_PIP_CONFIG_BYTES >> 20} MiB")
        return parse_pip_config(data.decode("utf-8"))
    except (OSError, ValueError) as error:
        problem = error.strerror if isinstance(error, OSError) and error.strerror else _without_values(error)
        raise ConfigurationError("read pip's configuration", str(path), problem) from None


def _without_values(error: Exception) -> str:
    """A parser's complaint may quote the line, and the line may hold a password."""
    return "it is not UTF-8" if isinstance(error, UnicodeDecodeError) else str(error).partition("\n")[0].split(": '")[0]


def _location(text: str, *, flat: bool) -> Location:
    """A URL or, for links, a path."""
    url = text if "://" in text or text.startswith("file:") else Path(text).absolute().as_uri()
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ConfigurationError("use the index", without_credentials(text), "it is no URL") from None
    if parts.scheme not in SCHEMES:
        raise ConfigurationError(
            "use the index", without_credentials(text), f"it is none of {', '.join(SCHEMES)}", "give its address"
        )
    host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname or ""
    netloc = host if port is None else f"{host}:{port}"
    clean = urlunsplit((parts.scheme, netloc, parts.path if flat else parts.path.rstrip("/"), "", ""))
    credentials = (
        Credentials(user=unquote(parts.username), password=None if parts.password is None else unquote(parts.password))
        if parts.username
        else None
    )
    return Location(url=clean, flat=flat, credentials=credentials)


def _refused(settings: IndexSettings, *, allow_local: bool) -> Iterator[tuple[str, str]]:
    """URLs that are not asked, and why."""
    for one in settings.locations:
        if one.url.startswith("file:"):
            if not allow_local:
                yield one.url, f"{one.url} is on this machine only, so it was not asked; --allow-local asks it too"
        elif not settings.allows(one.url):
            yield one.url, f"{one.url} is plain HTTP and no trusted host of pip's configuration, so it was not asked"


def _is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return False


def _port(port: int | None, scheme: str) -> int:
    return port if port is not None else {"http": 80}.get(scheme, 443)


def _number(options: Mapping[str, str], name: str, default: float, highest: float) -> float:
    text = options.get(name)
    if text is None:
        return default
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not number >= 0:
        raise ConfigurationError("use pip's option", name, f"{text!r} is no number")
    return min(number, highest)


def describe(locations: Iterable[Location]) -> str:
    """The places, for a sentence."""
    return ", ".join(one.url for one in locations) or "no index"
