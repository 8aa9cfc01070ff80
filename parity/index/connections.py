"""The connections to indexes: certificates checked but for trusted hosts, listings kept with their validators."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from pathlib import Path
from typing import Any

import requests
from cachecontrol import CacheControlAdapter
from cachecontrol.caches import FileCache
from requests.adapters import BaseAdapter, HTTPAdapter

from parity.index.configuration import IndexSettings
from parity.version import __version__

CONNECTIONS = 6
MAX_REDIRECTS = 10


class _Adapter(HTTPAdapter):
    """Trusts what this system trusts, beside what comes with the client."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, ssl_context=ssl.create_default_context())


class _CachingAdapter(CacheControlAdapter, _Adapter):
    """Keeps answers that may be kept, and asks again with their validators."""


class _Connections(BaseAdapter):
    """Chooses the way of each request: trusted hosts have connections of their own, on which nothing is checked."""

    def __init__(self, settings: IndexSettings, cache: Path | None) -> None:
        super().__init__()
        self._settings = settings
        pools: dict[str, Any] = {
            "pool_connections": CONNECTIONS, "pool_maxsize": CONNECTIONS, "pool_block": True, "max_retries": 0,
        }  # fmt: skip
        self._plain = _Adapter(**pools)
        self._unchecked = HTTPAdapter(**pools)
        self._caching = _CachingAdapter(FileCache(str(cache)), **pools) if cache is not None else self._plain

    def send(  # noqa: PLR0917 - as requests calls it
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        url = request.url or ""
        if not self._settings.allows(url):
            raise requests.exceptions.InvalidSchema("plain HTTP")
        trusted = self._settings.trusts(url)
        # What only a password shows, and parts of files, are kept nowhere.
        passing = "Authorization" in request.headers or "Range" in request.headers
        adapter = self._unchecked if trusted else self._plain if passing else self._caching
        return adapter.send(
            request, stream=stream, timeout=timeout, cert=cert, proxies=proxies,
            verify=False if trusted else self._settings.certificates or verify,
        )  # fmt: skip

    def close(self) -> None:
        for adapter in (self._plain, self._unchecked, self._caching):
            adapter.close()


def session(settings: IndexSettings, cache: Path | None) -> requests.Session:
    session = requests.Session()
    connections = _Connections(settings, cache)
    session.mount("https://", connections)
    session.mount("http://", connections)
    session.max_redirects = MAX_REDIRECTS
    session.headers["User-Agent"] = f"envparity/{__version__}"
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.cert = settings.client_certificate
    if settings.proxy:
        session.proxies = {"http": settings.proxy, "https": settings.proxy}
    return session
