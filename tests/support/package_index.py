"""A package index on the loopback interface that can misbehave in every way that real ones do."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import unquote

JSON_TYPE = "application/vnd.pypi.simple.v1+json"
RANGE = re.compile(r"bytes=(\d+)-(\d+)")


@dataclass(kw_only=True)
class Behaviour:
    """How the server answers. Files are by name; what is about one file is by its name too."""

    files: Mapping[str, bytes] = field(default_factory=dict)
    yanked: Mapping[str, str] = field(default_factory=dict)
    stated_sha256: Mapping[str, str] = field(default_factory=dict)  # where it lies
    stated_size: Mapping[str, int] = field(default_factory=dict)
    hashes: bool = True
    html: bool = False
    ranges: bool = True
    metadata: bool = False  # PEP 658
    password: tuple[str, str] | None = None
    failures: int = 0  # answers 503 that come before each good one
    silence: float = 0.0  # seconds before each answer
    drip: float = 0.0  # seconds between the bytes of a body
    etag: bool = False
    redirect: str | None = None


class PackageIndex:
    """A context manager: it listens inside, and is gone afterwards with all its threads."""

    def __init__(self, behaviour: Behaviour) -> None:
        self.behaviour = behaviour
        self.log: list[tuple[int, str]] = []
        self.authorised: set[bool] = set()  # whether requests came with a password
        self.seen: Counter[str] = Counter()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = False
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        self.stopping = threading.Event()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_address[1]}"

    @property
    def url(self) -> str:
        return f"http://{self.host}/simple"

    def url_for(self, user: str, password: str) -> str:
        return f"http://{user}:{password}@{self.host}/simple"

    def __enter__(self) -> PackageIndex:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def page(self, project: str) -> bytes:
        mine = [name for name in self.behaviour.files if re.sub(r"[-_.]+", "-", name.split("-")[0]).lower() == project]
        return self._html(mine) if self.behaviour.html else self._json(project, mine)

    def _json(self, project: str, names: list[str]) -> bytes:
        files = []
        for name in names:
            row: dict[str, object] = {"filename": name, "url": f"../../files/{name}", "hashes": {}}
            if self.behaviour.hashes:
                row |= {"hashes": {"sha256": self._stated(name)}, "size": self._size(name)}
            if name in self.behaviour.yanked:
                row["yanked"] = self.behaviour.yanked[name]
            if self.behaviour.metadata:
                row["core-metadata"] = True
            files.append(row)
        return json.dumps({"meta": {"api-version": "1.1"}, "name": project, "files": files}).encode()

    def _html(self, names: list[str]) -> bytes:
        links = []
        for name in names:
            fragment = f"#sha256={self._stated(name)}" if self.behaviour.hashes else ""
            yanked = self.behaviour.yanked.get(name)
            extra = "" if yanked is None else f' data-yanked="{html.escape(yanked)}"'
            links.append(f'<a href="/files/{name}{fragment}" data-requires-python="&gt;=3.7"{extra}>{name}</a><br>')
        return ("<!DOCTYPE html><html><body>" + "\n".join(links) + "</body></html>").encode()

    def _stated(self, name: str) -> str:
        return self.behaviour.stated_sha256.get(name) or hashlib.sha256(self.behaviour.files[name]).hexdigest()

    def _size(self, name: str) -> int:
        return self.behaviour.stated_size.get(name, len(self.behaviour.files[name]))


def _handler(index: PackageIndex) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            told = index.behaviour
            index.authorised.add("Authorization" in self.headers)
            index.stopping.wait(told.silence)
            if told.password is not None and not self._knows(told.password):
                self._answer(401, b"", {"WWW-Authenticate": "Basic"})
                return
            index.seen[self.path] += 1
            if told.failures and index.seen[self.path] % (told.failures + 1):
                self._answer(503, b"busy", {})
                return
            if told.redirect is not None:
                self._answer(302, b"", {"Location": told.redirect})
                return
            kind, _, rest = unquote(self.path).strip("/").partition("/")
            if kind == "simple":
                self._page(rest)
            else:
                self._file(rest)

        def _page(self, project: str) -> None:
            body = index.page(project)
            if not any(re.sub(r"[-_.]+", "-", name.split("-")[0]).lower() == project for name in index.behaviour.files):
                self._answer(404, b"", {})
                return
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            headers = {"Content-Type": "text/html" if index.behaviour.html else JSON_TYPE}
            if index.behaviour.etag:
                headers |= {"ETag": tag, "Cache-Control": "max-age=0"}
                if self.headers.get("If-None-Match") == tag:
                    self._answer(304, b"", headers)
                    return
            self._answer(200, body, headers)

        def _file(self, name: str) -> None:
            if index.behaviour.metadata and name.endswith(".metadata"):
                self._answer(200, _metadata(index.behaviour.files[name.removesuffix(".metadata")]), {})
                return
            content = index.behaviour.files.get(name)
            if content is None:
                self._answer(404, b"", {})
                return
            span = RANGE.fullmatch(self.headers.get("Range", ""))
            if span is None or not index.behaviour.ranges:
                self._answer(200, content, {})
                return
            first, last = int(span[1]), min(int(span[2]), len(content) - 1)
            self._answer(206, content[first : last + 1], {"Content-Range": f"bytes {first}-{last}/{len(content)}"})

        def _knows(self, password: tuple[str, str]) -> bool:
            expected = base64.b64encode(":".join(password).encode()).decode()
            return self.headers.get("Authorization") == f"Basic {expected}"

        def _answer(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
            index.log.append((status, self.path))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self._send(body)
            except OSError:  # whoever asked has heard enough
                self.close_connection = True

        def _send(self, body: bytes) -> None:
            if not index.behaviour.drip:
                self.wfile.write(body)
                return
            for at in range(len(body)):
                if index.stopping.is_set():
                    break
                self.wfile.write(body[at : at + 1])
                time.sleep(index.behaviour.drip)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - as the base class names it
            del format, arguments

    return Handler


def _metadata(wheel: bytes) -> bytes:
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(wheel)) as archive:
        return archive.read(next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA")))
