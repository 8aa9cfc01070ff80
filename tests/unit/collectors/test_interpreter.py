from __future__ import annotations

from parity.collectors.interpreter import InterpreterFacts
from parity.interfaces import ProcessConfig
from parity.model.facts import Gap
from parity.model.interpreter import ImportPath, Interpreter, InterpreterBuild, OtherEnvironment, StartupFile
from tests.support.files import Content, Unreadable
from tests.support.installs import by_key, interpreter, target, virtual, wheel

SITE = "/opt/venv/lib/python3.11/site-packages"
SYSCONFIG = "build_time_vars = {'SOABI': 'cpython-311-x86_64-linux-gnu', 'CONFIG_ARGS': \"'--enable-optimizations'\"}\n"
VENV = ProcessConfig(cmd=("/opt/venv/bin/python",))


def base() -> dict[str, Content]:
    return {**interpreter(), "/usr/local/lib/python3.11/_sysconfigdata__linux_x86_64-linux-gnu.py": SYSCONFIG}


def seen(tree: dict[str, Content], config: ProcessConfig | None = None) -> tuple[dict[str, object], list[Gap]]:
    items = list(InterpreterFacts().collect(target(tree, config)))
    return by_key(items), [item for item in items if isinstance(item, Gap)]


def test_a_virtual_environment_and_its_base() -> None:
    found, gaps = seen({**base(), **virtual()}, VENV)
    assert found["python"] == Interpreter(
        implementation="cpython",
        version="3.11.7",
        soabi="cpython-311-x86_64-linux-gnu",
        location="bin/python",
        virtual=True,
    )
    build = found["build"]
    assert isinstance(build, InterpreterBuild)
    assert build.optimised is True
    assert found["import-path"] == ImportPath(
        entries=(
            "{base}/lib/python311.zip",
            "{base}/lib/python3.11",
            "{base}/lib/python3.11/lib-dynload",
            "lib/python3.11/site-packages",
        )
    )
    assert gaps == []


def test_the_same_environment_without_its_base_has_the_same_path() -> None:
    with_base, _ = seen({**base(), **virtual()}, VENV)
    alone = {path.removeprefix("/opt/venv"): content for path, content in virtual().items()}
    found, gaps = seen({**alone, "/lib/python3.11/site-packages/_x.cpython-311-x86_64-linux-gnu.so": b""})
    assert (found["import-path"], found["python"]) == (with_base["import-path"], with_base["python"])
    assert [(gap.subject, gap.inherent) for gap in gaps] == [("build", True)]


def test_start_up_files_do_not_know_where_they_lie() -> None:
    def tree(prefix: str) -> dict[str, Content]:
        site = f"{prefix}/lib/python3.11/site-packages"
        return {
            **virtual(prefix),
            f"{site}/a.pth": f"{prefix}/src\n",
            f"{site}/b.pth": "import os\n",
            f"{prefix}/src/": "",
        }

    one, _ = seen(tree("/opt/venv"))
    two, _ = seen(tree("/srv/v"))
    moved, _ = seen({path.removeprefix("/opt/venv"): content for path, content in tree("/opt/venv").items()})
    assert one["startup:a.pth"] == two["startup:a.pth"] == moved["startup:a.pth"]
    assert one["import-path"] == two["import-path"] == moved["import-path"]
    runs = [one["startup:a.pth"], one["startup:b.pth"]]
    assert [file.runs_code for file in runs if isinstance(file, StartupFile)] == [False, True]


def test_an_unreadable_build_file_is_a_gap() -> None:
    tree = {**interpreter(), "/usr/local/lib/python3.11/_sysconfigdata__linux_x.py": "boom("}
    found, gaps = seen(tree)
    assert "build" not in found
    assert [(gap.subject, gap.reason, gap.inherent) for gap in gaps] == [
        ("build", "_sysconfigdata__linux_x.py cannot be read", False)
    ]


def test_an_unreadable_start_up_file_is_no_end() -> None:
    found, gaps = seen({**virtual(), f"{SITE}/sitecustomize.py": Unreadable()})
    assert "startup:sitecustomize.py" not in found
    assert (
        "startup:sitecustomize.py",
        "lib/python3.11/site-packages/sitecustomize.py: permission denied",
    ) in [(gap.subject, gap.reason) for gap in gaps]


def test_other_environments() -> None:
    tree = {
        **base(),
        **virtual(),
        **wheel("/usr/local/lib/python3.11/site-packages", "Pip", "24.0"),
        **interpreter("/usr", "3.9.2"),
    }
    found, _ = seen({**tree, **interpreter("/usr", "3.10.1")}, VENV)
    assert found["environment:/usr/local"] == OtherEnvironment(
        version="3.11.7", kind="system", distributions=("pip==24.0",)
    )
    assert sorted(name for name in found if name.startswith("environment:")) == [
        "environment:/usr 3.10.1", "environment:/usr 3.9.2", "environment:/usr/local",
    ]  # fmt: skip


def test_a_directory_of_packages_has_no_interpreter() -> None:
    found, gaps = seen({**wheel("/vendor")})
    assert list(found) == ["import-path"]
    assert [gap.subject for gap in gaps] == ["python", "build"]
