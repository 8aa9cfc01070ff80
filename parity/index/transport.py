"""Bytes of URLs: few connections, several tries, bounds on size and time, passwords only in headers."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import requests
from requests.auth import HTTPBasicAuth

from parity.errors import PackageIndexError
from parity.index.configuration import Credentials, IndexSettings
from parity.index.connections import session
from parity.index.passwords import from_keyring
from parity.parsers.direct_url import without_credentials

CHUNK = 64 << 10
MAX_SECONDS = 300.0  # of one answer, however slowly it trickles in
MAX_WAIT = 10.0  # seconds between two tries, whatever Retry-After says
FIRST_WAIT = 0.25
RETRIED = frozenset({408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server sent: `total` is the size of the whole file where only a part was asked for and sent."""

    status: int
    body: bytes
    content_type: str
    url: str = field(repr=False)
    total: int | None = None


@dataclass(slots=True)
class Traffic:
    """Bytes of bodies as they came over the wire, the share of parts of files in them, and requests, so far."""

    received: int = 0
    parts: int = 0
    requests: int = 0


class _Settled(Exception):
    """A failure that another try would not mend."""


class Transport:
    """A session with the indexes of one configuration; a context manager. Used by several threads at once."""

    def __init__(self, settings: IndexSettings, cache: Path | None = None) -> None:
        """Args: cache: directory in which listings are kept with their validators; None: nothing is kept."""
        self._settings = settings
        self._session = session(settings, cache)
        self._credentials: dict[str, Credentials] = {}
        for one in settings.locations:
            if one.credentials is not None:
                self._credentials.setdefault(_origin(one.url), one.credentials)
        self._lock = threading.Lock()
        self._asked_keyring: set[str] = set()
        self.traffic = Traffic()

    def __enter__(self) -> Transport:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def get(
        self, url: str, *, limit: int, accept: str = "*/*", span: tuple[int, int] | None = None, whole: bool = True
    ) -> Answer:
        """Fetch a URL, or a part of it; an answer 404, 410 or 416 is an answer, any other failure an error.

        Args:
            limit: bytes of body that are read at most.
            span: first byte and the byte after the last. A server may send everything (status 200) all the same:
            whole: whether that is read then.

        Raises:
            PackageIndexError: it cannot be had; says how often it was tried and what came.
        """
        headers = {"Accept": accept}
        if span is not None:
            # Compressed in transit, a part would not be the bytes that lie there.
            headers |= {"Range": f"bytes={span[0]}-{span[1] - 1}", "Accept-Encoding": "identity"}
        tries = self._settings.retries + 1
        problem = ""
        for number in range(tries):
            try:
                return self._once(url, headers, limit, whole=whole)
            except _Again as error:
                problem = error.problem
                if number + 1 < tries:
                    time.sleep(min(MAX_WAIT, error.wait or FIRST_WAIT * 2**number))
            except _Settled as error:
                raise PackageIndexError("fetch", without_credentials(url), str(error)) from None
        raise PackageIndexError(
            "fetch", without_credentials(url), f"{problem}, at the last of {tries} tries" if tries > 1 else problem,
            "try again later, or name another index",
        )  # fmt: skip

    def _once(self, url: str, headers: Mapping[str, str], limit: int, *, whole: bool) -> Answer:
        deadline = time.monotonic() + MAX_SECONDS
        with self._asked(url, headers) as response:
            if response.status_code in (401, 403) and self._learn(url):
                with self._asked(url, headers) as again:
                    return self._answer(again, limit, deadline, whole=whole)
            return self._answer(response, limit, deadline, whole=whole)

    @contextmanager
    def _asked(self, url: str, headers: Mapping[str, str]) -> Iterator[requests.Response]:
        known = self._credentials.get(_origin(url))
        auth = HTTPBasicAuth(known.user.encode(), (known.password or "").encode()) if known else None
        with self._lock:
            self.traffic.requests += 1
        try:
            response = self._session.get(
                url, headers=dict(headers), auth=auth, stream=True,
                timeout=(self._settings.timeout, self._settings.timeout),
            )  # fmt: skip
        except requests.TooManyRedirects:
            raise _Settled("it leads in circles (too many redirects)") from None
        except (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema, requests.exceptions.MissingSchema):
            raise _Settled("it is, or leads to, no URL of HTTPS (or of HTTP on a trusted host)") from None
        except requests.exceptions.SSLError:
            raise _Settled(
                "its certificate is not trusted here; pip's `cert` names authorities, `trusted-host` takes it as it is"
            ) from None
        except requests.RequestException as error:
            raise _Again(_words(error, self._settings.timeout)) from None
        with response:
            yield response

    def _answer(self, response: requests.Response, limit: int, deadline: float, *, whole: bool) -> Answer:
        status = response.status_code
        if status in RETRIED:
            raise _Again(f"the server answered {status}", _retry_after(response))
        if status in (401, 403):
            raise _Settled(
                f"the server answered {status}: it wants a user and a password"
                " (from the index URL, ~/.netrc, or the keyring)"
            )
        if status not in (200, 206, 404, 410, 416):
            raise _Settled(f"the server answered {status}")
        body = self._body(response, limit, deadline) if status == 206 or (status == 200 and whole) else b""
        return Answer(
            status=status, body=body, content_type=response.headers.get("Content-Type", ""), url=response.url,
            total=_total(response),
        )  # fmt: skip

    def _body(self, response: requests.Response, limit: int, deadline: float) -> bytes:
        stated = response.headers.get("Content-Length", "")
        if stated.isdigit() and int(stated) > limit:
            raise _Settled(f"it has {int(stated):,} bytes, more than the {limit:,} that are read of it")
        parts: list[bytes] = []
        size = 0
        try:
            for part in response.iter_content(CHUNK):
                parts.append(part)
                size += len(part)
                if size > limit:
                    raise _Settled(f"it has more than the {limit:,} bytes that are read of it")
                if time.monotonic() > deadline:
                    raise _Settled(f"it did not end within {MAX_SECONDS:.0f} seconds")
        except requests.RequestException as error:
            raise _Again(_words(error, self._settings.timeout)) from None
        finally:
            with self._lock:
                came = response.raw.tell()  # before it was decompressed
                self.traffic.received += came
                self.traffic.parts += came if response.status_code == 206 else 0
        return b"".join(parts)

    def _learn(self, url: str) -> bool:
        """Whether the keyring knows a password that was not used yet."""
        origin = _origin(url)
        with self._lock:
            if not self._settings.keyring or origin in self._asked_keyring:
                return False
            self._asked_keyring.add(origin)
            known = self._credentials.get(origin)
            if known is not None and known.password is not None:
                return False
            found = from_keyring(self._index_at(origin), known.user if known else None)
            if found is not None:
                self._credentials[origin] = found
            return found is not None

    def _index_at(self, origin: str) -> str:
        return next((one.url for one in self._settings.locations if _origin(one.url) == origin), origin)


class _Again(Exception):
    """A failure that another try may mend."""

    def __init__(self, problem: str, wait: float | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.wait = wait


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{(parts.hostname or '').lower()}:{parts.port or ''}"


def _words(error: requests.RequestException, timeout: float) -> str:
    """Without the text of the exception, which quotes addresses, proxies and their passwords."""
    if isinstance(error, requests.exceptions.ProxyError):
        return "the proxy did not take the connection"
    if isinstance(error, requests.exceptions.Timeout) or "timed out" in str(error):
        return f"nothing came for {timeout:g} seconds"
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the answer broke off"
    if isinstance(error, requests.exceptions.ConnectionError):
        return "there was no connection"
    return "the answer was no HTTP that could be understood"


def _retry_after(response: requests.Response) -> float | None:
    text = response.headers.get("Retry-After", "")
    return float(text) if text.isdigit() and len(text) < 6 else None


def _total(response: requests.Response) -> int | None:
    """Of "bytes 0-99/1234", or the length of a whole answer that is not compressed in transit."""
    if response.status_code == 206:
        text = response.headers.get("Content-Range", "").rpartition("/")[2]
        return int(text) if text.isdigit() and len(text) < 16 else None
    return None
