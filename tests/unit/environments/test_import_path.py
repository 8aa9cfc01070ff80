from __future__ import annotations

from parity.interfaces import ProcessConfig
from tests.support.files import Content
from tests.support.installs import interpreter, target, virtual, wheel

STDLIB = (
    "/usr/local/lib/python311.zip",
    "/usr/local/lib/python3.11",
    "/usr/local/lib/python3.11/lib-dynload",
)
SITE = "/usr/local/lib/python3.11/site-packages"
OWN = "/opt/venv/lib/python3.11/site-packages"


def path(tree: dict[str, Content], *cmd: str, **env: str) -> tuple[str, ...]:
    found = target(tree, ProcessConfig(cmd=cmd or ("python",), env=env)).serving
    assert found is not None
    return found.path


def test_a_plain_interpreter() -> None:
    assert path(interpreter()) == (*STDLIB, SITE)


def test_a_virtual_environment_has_its_own_packages_only() -> None:
    tree = {**interpreter(), **virtual()}
    assert path(tree, "/opt/venv/bin/python") == (*STDLIB, OWN)


def test_system_site_comes_after_the_user() -> None:
    user = "/root/.local/lib/python3.11/site-packages"
    tree = {**interpreter(), **virtual(system_site=True), f"{user}/": ""}
    assert path(tree, "/opt/venv/bin/python") == (*STDLIB, OWN, user, SITE)
    assert path(tree, "/opt/venv/bin/python", "-s") == (*STDLIB, OWN, SITE)
    assert path(tree, "/opt/venv/bin/python", PYTHONNOUSERSITE="1") == (*STDLIB, OWN, SITE)


def test_variables_and_the_options_that_switch_them_off() -> None:
    tree = interpreter()
    assert path(tree, "python", PYTHONPATH="/a:lib") == ("/a", "/lib", *STDLIB, SITE)
    assert path(tree, "python", "-E", PYTHONPATH="/a") == (*STDLIB, SITE)
    assert path(tree, "python", "-Ic", "x", PYTHONPATH="/a") == (*STDLIB, SITE)
    assert path(tree, "python", "-S") == STDLIB


def test_pythonhome_replaces_the_prefix() -> None:
    tree = {**interpreter(), **interpreter("/opt/py")}
    assert path(tree, "/usr/local/bin/python", PYTHONHOME="/opt/py")[1] == "/opt/py/lib/python3.11"


def test_debian() -> None:
    tree = interpreter("/usr", "3.11.2")
    tree["/usr/lib/python3.11/site.py"] = "# dist-packages\n"
    tree |= {"/usr/lib/python3/dist-packages/": "", "/usr/local/lib/python3.11/dist-packages/": ""}
    assert path(tree)[3:] == ("/usr/local/lib/python3.11/dist-packages", "/usr/lib/python3/dist-packages")


def test_fedora() -> None:
    tree = interpreter("/usr", "3.11.2", lib="lib64")
    tree["/usr/lib64/python3.11/site.py"] = "if 'RPM_BUILD_ROOT' not in os.environ:\n"
    tree |= {"/usr/lib/python3.11/site-packages/": "", "/usr/local/lib/python3.11/site-packages/": ""}
    assert path(tree) == (
        "/usr/lib64/python311.zip", "/usr/lib64/python3.11", "/usr/lib64/python3.11/lib-dynload",
        "/usr/local/lib/python3.11/site-packages", "/usr/lib64/python3.11/site-packages",
        "/usr/lib/python3.11/site-packages",
    )  # fmt: skip


def test_free_threaded() -> None:
    tree: dict[str, Content] = {
        "/opt/py/bin/python3.13t": b"\x7fELF",
        "/opt/py/lib/python3.13t/os.py": "",
        "/opt/py/lib/python3.13t/site-packages/": "",
    }
    assert path(tree, "/opt/py/bin/python3.13t") == (
        "/opt/py/lib/python313t.zip", "/opt/py/lib/python3.13t", "/opt/py/lib/python3.13t/lib-dynload",
        "/opt/py/lib/python3.13t/site-packages",
    )  # fmt: skip


def test_pth_files_in_their_order_and_only_what_exists() -> None:
    tree = {
        **interpreter(), f"{SITE}/b.pth": "../../../extra\n/gone\n", f"{SITE}/a.pth": "import x\n/srv/lib\n/srv/lib\n",
        f"{SITE}/.hidden.pth": "/srv/no\n", "/srv/lib/": "", "/srv/no/": "", "/usr/local/extra/": "",
    }  # fmt: skip
    assert path(tree)[3:] == (SITE, "/srv/lib", "/usr/local/extra")


def test_startup_files_are_found_and_not_run() -> None:
    tree = {
        **interpreter(),
        f"{SITE}/a.pth": "import x\n",
        f"{SITE}/sitecustomize.py": "boom()\n",
        "/a/usercustomize/__init__.py": "",
    }
    found = target(tree, ProcessConfig(cmd=("python",), env={"PYTHONPATH": "/a"})).serving
    assert found is not None
    assert found.startup == (f"{SITE}/a.pth", f"{SITE}/sitecustomize.py", "/a/usercustomize/__init__.py")


def test_a_script_directory_counts_where_packages_are_installed_in_it() -> None:
    tree = {**interpreter(), **wheel("/app"), "/srv/x.py": ""}
    assert path(tree, "python", "/app/main.py")[0] == "/app"
    assert path(tree, "python", "/srv/x.py") == (*STDLIB, SITE)


def test_aws_lambda() -> None:
    tree = {**interpreter(), **wheel("/var/task"), "/opt/python/": ""}
    assert path(tree, "python", LAMBDA_TASK_ROOT="/var/task", PYTHONPATH="/var/runtime")[:3] == (
        "/var/task", "/opt/python", "/var/runtime",
    )  # fmt: skip
