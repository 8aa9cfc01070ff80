"""What the application's imports lead to."""

from __future__ import annotations

import pytest

from parity.interfaces import Context
from parity.model.artifact import Artifact
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.distribution import Distribution
from parity.model.facts import Fact
from parity.model.interpreter import Interpreter
from parity.model.keys import Domain, Key
from parity.model.origin import Origin
from parity.model.setting import Command
from parity.model.snapshot import Snapshot
from parity.reach import Requirer, optional_for, reachable, stand_in, use_of

PYTHON = Fact(Key(Domain.INTERPRETER, "python"), Interpreter(implementation="cpython", version="3.11.2"))


def snapshot(*facts: Fact) -> Snapshot:
    return Snapshot.of(Origin(scheme="snapshot", reference="test"), facts)


def package(name: str, *requires: str, top: tuple[str, ...] = ()) -> Fact:
    value = Distribution(version="1.0", location="lib", layout="dist-info", top_level=top, requires=requires)
    return Fact(Key(Domain.DISTRIBUTION, name), value)


def code(*imports: str) -> Fact:
    return Fact(Key(Domain.CODE, "app.py"), SourceFile(sha256="a" * 64, size=1, language="python", imports=imports))


def test_imports_are_followed_through_requirements_and_through_cycles() -> None:
    found = reachable(
        snapshot(
            code("sklearn", "os"),
            package("scikit-learn", "numpy>=1.17", "joblib", top=("sklearn",)),
            package("joblib", "scikit-learn"),
            package("numpy"),
            package("rich"),
        )
    )
    assert found == {"scikit-learn", "joblib", "numpy"}


@pytest.mark.parametrize(
    ("requirement", "reached"),
    [
        ("extra-lib", True),
        ("Extra.Lib >= 2", True),
        ("extra-lib; python_version < '3.8'", False),
        ("extra-lib; python_version >= '3.8'", True),
        ("extra-lib; sys_platform == 'win32'", False),
        ("extra-lib; extra == 'standard'", True),
        ("extra-lib; extra == 'tests'", False),
        ("extra-lib; 'dev' == extra", False),
        ("extra-lib; python_version >= '3.8' and extra == 'all'", True),
        ("extra-lib ; this is no marker", False),
        ("!!", False),
    ],
)
def test_requirements_count_where_their_markers_hold(requirement: str, reached: bool) -> None:
    facts = (PYTHON, code("web"), package("web", requirement), package("extra-lib"))
    assert ("extra-lib" in reachable(snapshot(*facts))) is reached


def test_pickled_models_import_too() -> None:
    model = Artifact(format="pickle", size=1, sha256="a" * 64, modules=("sklearn",))
    found = reachable(
        snapshot(Fact(Key(Domain.ARTIFACT, "model.pkl"), model), package("scikit-learn", top=("sklearn",)))
    )
    assert found == {"scikit-learn"}


@pytest.mark.parametrize(
    ("argv", "found"),
    [
        (("/opt/venv/bin/gunicorn", "app:app"), {"gunicorn"}),
        (("python", "-m", "gunicorn"), {"gunicorn"}),
        (("gunicorn", "-k", "uvicorn.workers.UvicornWorker"), {"gunicorn", "uvicorn"}),
        (("python", "app.py"), set()),
    ],
)
def test_the_start_command_names_what_it_uses(argv: tuple[str, ...], found: set[str]) -> None:
    start = Fact(Key(Domain.SETTING, "command"), Command(argv=argv))
    assert reachable(snapshot(start, package("gunicorn"), package("uvicorn"))) == found


def test_code_that_imports_no_distribution_proves_nothing() -> None:
    assert not use_of(snapshot(code("os", "json"), package("numpy"))).visible
    assert not use_of(snapshot(package("numpy"))).visible
    assert use_of(snapshot(code("numpy"), package("numpy"))).visible


def test_who_requires_a_distribution() -> None:
    use = use_of(snapshot(package("a", "c"), package("b", "c; extra == 'fast'"), package("c", "c[x]")))
    assert use.requirers["c"] == (Requirer("a", optional=False), Requirer("b", optional=True))


def test_a_stand_in_brings_the_same_modules() -> None:
    full = Distribution(version="4", location="lib", layout="dist-info", top_level=("cv2",))
    assert stand_in("opencv-python", full, snapshot(package("opencv-python-headless", top=("cv2",)))) == (
        "opencv-python-headless"
    )
    assert stand_in("opencv-python", full, snapshot(package("opencv-python", top=("cv2",)))) is None
    google = Distribution(version="4", location="lib", layout="dist-info", top_level=("google",))
    assert stand_in("protobuf", google, snapshot(package("google-auth", top=("google",)))) is None


def _changed(name: str, *facts: Fact) -> tuple[Change, Context]:
    old, new = (Distribution(version=version, location="lib", layout="dist-info") for version in ("1.0", "2.0"))
    side = snapshot(*facts)
    return Change.of(Key(Domain.DISTRIBUTION, name), old, new), Context(before=side, after=side)


def test_what_only_an_extra_of_another_package_asks_for_is_an_option() -> None:
    web = package("web", "fast; extra == 'standard'", "core")
    assert optional_for(*_changed("fast", code("web"), web, package("fast"), package("core"))) == ("web",)
    assert optional_for(*_changed("core", code("web"), web, package("fast"), package("core"))) == ()


def test_what_the_application_imports_itself_is_no_option() -> None:
    web = package("web", "fast; extra == 'standard'")
    assert optional_for(*_changed("fast", code("web", "fast"), web, package("fast"))) == ()


def test_nothing_is_an_option_where_no_code_is_visible() -> None:
    assert optional_for(*_changed("fast", package("web", "fast; extra == 'standard'"), package("fast"))) == ()
