"""Environments to be locked, as values."""

from __future__ import annotations

from collections.abc import Mapping

from parity.lock.picks import Side
from parity.lock.targets import describe
from parity.model.attestation import Attestation, Standing
from parity.model.distribution import DirectUrl, Distribution, FileClass, FileSet
from parity.model.facts import Fact
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain, Key
from parity.model.lock import LockedEnvironment
from parity.model.origin import Origin
from parity.model.package_index import IndexFile
from parity.model.snapshot import Snapshot
from parity.model.system import LibC

INDEX = "https://index.example/simple"


def environment(name: str, python: str = "3.11.7", machine: str = "x86_64", glibc: str = "2.36") -> LockedEnvironment:
    """A CPython on Debian."""
    minor = "".join(python.split(".")[:2])
    facts = [
        Fact(
            Key(Domain.INTERPRETER, "python"),
            Interpreter(implementation="cpython", version=python, soabi=f"cpython-{minor}-{machine}-linux-gnu"),
        ),
        Fact(Key(Domain.SYSTEM, "libc"), LibC(family="glibc", version=glibc)),
    ]
    return describe(name, Snapshot.of(Origin(scheme="venv", reference=f"/{name}"), facts)).environment


def distribution(
    version: str,
    *requires: str,
    python: str | None = None,
    direct_url: DirectUrl | None = None,
    installer: str | None = None,
) -> Distribution:
    """An installed wheel."""
    return Distribution(
        version=version, location="lib/python3/site-packages", layout="dist-info", tags=("py3-none-any",),
        requires=requires, requires_python=python, direct_url=direct_url, installer=installer,
        files=(FileSet(kind=FileClass.PYTHON, digest="0" * 64, count=1, size=1),),
    )  # fmt: skip


def index_file(name: str, content: str = "a") -> IndexFile:
    """A file as an index lists it."""
    digest = (content.encode().hex() * 64)[:64]
    url = f"https://files.example/{name}"
    return IndexFile(name=name, url=url, location=url, hashes={"sha256": digest}, size=100, index=INDEX)


def attested(name: str, version: str, tags: str = "py3-none-any") -> Attestation:
    """It is the wheel with these tags."""
    file = index_file(f"{name.replace('-', '_')}-{version}-{tags}.whl", tags)
    return Attestation(name=name, version=version, standing=Standing.ATTESTED, sentence="it is", file=file)


def side(
    where: LockedEnvironment,
    distributions: Mapping[str, Distribution],
    attestations: Mapping[str, Attestation] | None = None,
) -> Side:
    """An environment; what no attestation is given for is attested as a wheel for any platform."""
    known = {name: attested(name, one.version) for name, one in distributions.items() if one.direct_url is None} | dict(
        attestations or {}
    )
    return Side(environment=where, distributions=distributions, attestations=known)


EDITABLE = DirectUrl(url="file:///src/app", editable=True)
