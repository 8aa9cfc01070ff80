"""Which line takes a difference away."""

from __future__ import annotations

import pytest

from parity.advice.case import Undo
from parity.advice.undo import undo
from parity.model.change import Change, ChangeKind
from parity.model.code import SourceFile
from parity.model.distribution import DirectUrl, Distribution, FileClass, FileSet, Integrity
from parity.model.facts import Value
from parity.model.hardware import Memory
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain, Key
from parity.model.origin import Origin
from parity.model.setting import Command, Limit, Text, Variable
from parity.model.system import Package, Release
from tests.support.samples import SAMPLES

DEV = Origin(scheme="docker", reference="shop:dev", environment="/opt/venv/bin/python")
PROD = Origin(scheme="docker", reference="shop:prod", environment="/usr/bin/python3")
HOST = Origin(scheme="venv", reference="/srv/venv", environment="/srv/venv/bin/python")
NATIVE = (FileSet(kind=FileClass.NATIVE, digest="a", count=1, size=1),)


def distribution(
    version: str, *, compiled: bool = False, url: DirectUrl | None = None, layout: str = "dist-info"
) -> Value:
    return Distribution(
        version=version, location="lib", layout=layout, direct_url=url, files=NATIVE if compiled else (),
        tags=("cp311-cp311-manylinux2014_x86_64",) if compiled else ("py3-none-any",),
    )  # fmt: skip


GIT = DirectUrl(url="https://git.example/numpy.git", vcs="git", commit="0123abc")
CASES = [
    ("distribution:numpy", distribution("1.26.4"), distribution("2.0.0"),
     "RUN /usr/bin/python3 -m pip install --no-deps numpy==1.26.4",
     "RUN /opt/venv/bin/python -m pip install --no-deps numpy==2.0.0"),
    ("distribution:numpy", distribution("1.26.4"), None,
     "RUN /usr/bin/python3 -m pip install --no-deps numpy==1.26.4",
     "RUN /opt/venv/bin/python -m pip uninstall --yes numpy"),
    ("distribution:numpy", distribution("1.26.4", url=GIT), distribution("1.26.4"),
     "RUN /usr/bin/python3 -m pip install --no-deps --force-reinstall "
     "'numpy @ git+https://git.example/numpy.git@0123abc'",
     "RUN /opt/venv/bin/python -m pip install --no-deps --force-reinstall numpy==1.26.4"),
    ("distribution:numpy", distribution("1.26.4", layout="conda"), None,
     "RUN conda install --yes numpy=1.26.4", "RUN conda remove --yes --force numpy"),
    ("distribution:markupsafe", distribution("2.1.5", compiled=True), distribution("2.1.5"),
     "RUN /usr/bin/python3 -m pip install --no-deps --force-reinstall --only-binary=markupsafe markupsafe==2.1.5",
     ""),  # pip would take the wheel again: no line that does not do what it says
    ("distribution:jinja2/integrity", None, Integrity(version="3.1.4", missing=("x.py",)),
     "RUN /usr/bin/python3 -m pip install --no-deps --force-reinstall jinja2==3.1.4", None),
    ("interpreter:python", Interpreter(implementation="cpython", version="3.11.9"),
     Interpreter(implementation="cpython", version="3.12.4"), "FROM python:3.11.9", "FROM python:3.12.4"),
    ("system:dpkg:zlib1g", Package(version="1:1.2"), None,
     "RUN apt-get update && apt-get install --yes --no-install-recommends --allow-downgrades zlib1g=1:1.2",
     "RUN apt-get purge --yes zlib1g"),
    ("system:apk:musl", Package(version="1"), Package(version="2"), "RUN apk add musl=1", "RUN apk add musl=2"),
    ("system:release", Release(id="debian", version="12"), Release(id="ubuntu", version="24.04"),
     "FROM debian:12", "FROM ubuntu:24.04"),
    ("setting:env:A", Variable(value='a "$b" c'), Variable(value="1"), 'ENV A="a \\"\\$b\\" c"', "ENV A=1"),
    ("setting:env:A", Variable(value="1"), None, "ENV A=1", ""),
    ("setting:env:KEY", Variable(secret="00"), Variable(secret="11"), "", ""),
    ("setting:user", Text(value="app"), Text(value="root"), "USER app", "USER root"),
    ("setting:command", Command(argv=("gunicorn", "a b")), Command(argv=("python",)),
     'ENTRYPOINT []|CMD ["gunicorn", "a b"]', 'ENTRYPOINT []|CMD ["python"]'),
    ("setting:ulimit:nofile", Limit(soft=10, hard=None), None, "--ulimit nofile=10:-1", None),
    ("code:a b.py", SourceFile(sha256="a", size=1, language="text"), SourceFile(sha256="b", size=1, language="text"),
     'COPY ["a b.py", "a b.py"]', 'COPY ["a b.py", "a b.py"]'),
    ("hardware:memory", Memory(total=1), Memory(total=2), None, None),
]  # fmt: skip


def change_of(subject: str, before: Value | None, after: Value | None) -> Change:
    domain, _, name = subject.partition(":")
    return Change.of(Key(Domain(domain), name), before, after)


def line_of(found: tuple[Undo, ...], side: str) -> str | None:
    return next(("|".join(one.lines) for one in found if one.side == side), None)


@pytest.mark.parametrize(("subject", "before", "after", "in_after", "in_before"), CASES)
def test_lines_of_a_dockerfile(
    subject: str, before: Value | None, after: Value | None, in_after: str | None, in_before: str | None
) -> None:
    found = undo(change_of(subject, before, after), DEV, PROD)
    assert line_of(found, "after") == in_after
    assert line_of(found, "before") == in_before
    assert all(one.lines or one.note for one in found)  # nothing is said by saying nothing


def test_an_environment_on_this_host_gets_lines_of_a_shell() -> None:
    found = undo(change_of("setting:env:A", Variable(value="x y"), None), DEV, HOST)
    assert (line_of(found, "after"), line_of(found, "before")) == ("export A='x y'", "")
    found = undo(change_of("setting:env:A", None, Variable(value="x y")), DEV, HOST)
    assert line_of(found, "after") == "unset A"
    found = undo(change_of("distribution:numpy", distribution("1"), distribution("2")), DEV, HOST)
    assert line_of(found, "after") == "/srv/venv/bin/python -m pip install --no-deps numpy==1"


@pytest.mark.parametrize("value", SAMPLES, ids=lambda value: type(value).__name__)
def test_every_type_of_value_is_answered_and_a_secret_never_told(value: Value) -> None:
    for domain in Domain:
        key = Key(domain, "dpkg:x")
        for one in (*undo(Change.of(key, value, None), DEV, PROD), *undo(Change.of(key, None, value), DEV, HOST)):
            assert one.lines or one.note


def test_a_file_that_declares_is_to_say_something_else() -> None:
    declared = Origin(scheme="requirements", reference="requirements.txt")
    found = undo(change_of("distribution:numpy", distribution("1"), distribution("2")), declared, PROD)
    assert [one.where for one in found] == ["Dockerfile", "requirements.txt"]
    assert found[1].note.startswith("have it say numpy==2")
    assert undo(change_of("setting:user", Text(value="a"), None), declared, declared) == ()


def test_what_a_manifest_sets_is_set_there() -> None:
    pod = Origin(scheme="k8s", reference="deployment.yaml")
    found = undo(change_of("setting:env:A", Variable(value="1"), None), DEV, pod)
    assert (found[0].where, found[0].note) == ("deployment.yaml", "A is to be '1', there or in its image")


def test_of_what_was_not_seen_nothing_is_advised() -> None:
    unseen = Change(key=Key(Domain.DISTRIBUTION, "numpy"), kind=ChangeKind.UNKNOWN, before=distribution("1"))
    assert undo(unseen, DEV, PROD) == ()
