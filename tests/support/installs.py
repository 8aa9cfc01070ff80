"""Python trees in memory, for tests: interpreters, virtual environments, and wheels as an installer leaves them."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping

from parity.environments.aim import aim
from parity.interfaces import ProcessConfig, Source, Target
from parity.model.facts import Fact, Gap
from parity.model.origin import Origin
from tests.support.files import Content, Executable, MemoryFiles

ELF = Executable(b"\x7fELF interpreter")


def interpreter(prefix: str = "/usr/local", version: str = "3.11.7", lib: str = "lib") -> dict[str, Content]:
    """An interpreter with the landmarks that tell one."""
    minor = ".".join(version.split(".")[:2])
    return {
        f"{prefix}/bin/python{minor}": ELF,
        f"{prefix}/bin/python3": ELF,
        f"{prefix}/bin/python": ELF,
        f"{prefix}/include/python{minor}/patchlevel.h": f'#define PY_VERSION "{version}"\n',
        f"{prefix}/{lib}/python{minor}/os.py": "",
        f"{prefix}/{lib}/python{minor}/site.py": "def main(): ...\n",
        f"{prefix}/{lib}/python{minor}/lib-dynload/": "",
        f"{prefix}/{lib}/python{minor}/site-packages/": "",
    }


def virtual(prefix: str = "/opt/venv", home: str = "/usr/local/bin", system_site: bool = False) -> dict[str, Content]:
    """A virtual environment of Python 3.11."""
    cfg = f"home = {home}\ninclude-system-site-packages = {str(system_site).lower()}\nversion = 3.11.7\n"
    return {
        f"{prefix}/pyvenv.cfg": cfg,
        f"{prefix}/bin/python": ELF,
        f"{prefix}/bin/activate": f"VIRTUAL_ENV={prefix}\n",
        f"{prefix}/lib/python3.11/site-packages/": "",
    }


def wheel(
    location: str,
    name: str = "demo",
    version: str = "1.0",
    files: Mapping[str, bytes] | None = None,
    info_files: Mapping[str, bytes] | None = None,
) -> dict[str, Content]:
    """A wheel installed in `location`, with a true RECORD; `info_files` are further files of its .dist-info."""
    info = f"{name}-{version}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode()
    members = {f"{name}/__init__.py": b"x = 1\n"} if files is None else dict(files)
    members[f"{info}/METADATA"] = metadata
    members[f"{info}/WHEEL"] = b"Wheel-Version: 1.0\nTag: py3-none-any\n"
    members.update({f"{info}/{inner}": data for inner, data in (info_files or {}).items()})
    rows = [f"{path},{row_hash(data)},{len(data)}" for path, data in members.items()]
    members[f"{info}/RECORD"] = "\n".join([*rows, f"{info}/RECORD,,"]).encode() + b"\n"
    return {f"{location}/{path}": data for path, data in members.items()}


def row_hash(data: bytes, algorithm: str = "sha256") -> str:
    """As RECORD writes it."""
    digest = base64.urlsafe_b64encode(hashlib.new(algorithm, data).digest()).rstrip(b"=").decode()
    return f"{algorithm}={digest}"


def source(tree: Mapping[str, Content], config: ProcessConfig | None = None, prefix: str | None = None) -> Source:
    return Source(origin=Origin(scheme="dir", reference="test"), files=MemoryFiles(tree), config=config, prefix=prefix)


def target(tree: Mapping[str, Content], config: ProcessConfig | None = None, prefix: str | None = None) -> Target:
    return aim(source(tree, config, prefix))


def by_key(items: list[Fact | Gap]) -> dict[str, object]:
    """Values by the names of their keys."""
    return {item.key.name: item.value for item in items if isinstance(item, Fact)}
