"""Where loaders look: glibc's and musl's."""

from __future__ import annotations

from parity.interfaces import AgentReport, ProcessConfig, Target
from parity.linux.search_path import environment_variable, search_path
from tests.support.files import Link, MemoryFiles, Unreadable
from tests.support.fixtures import system


def test_debian() -> None:
    files = MemoryFiles(
        {
            "/lib": Link("usr/lib"),
            "/usr/lib/x86_64-linux-gnu/libc.so.6": b"",
            "/etc/ld.so.conf": "include /etc/ld.so.conf.d/*.conf\n",
            "/etc/ld.so.conf.d/b.conf": "/opt/b\n",
            "/etc/ld.so.conf.d/a.conf": "/opt/a\n",
            "/etc/ld.so.conf.d/README": "/opt/never\n",
            "/etc/ld.so.cache": system("ld.so.cache-bookworm-blas"),
        }
    )
    found = search_path(Target(files=files, config=ProcessConfig(env={"LD_LIBRARY_PATH": "/x/:rel::/y"})), "x86_64")
    assert found.library_path == ("/x", "/y")
    assert found.listed == ("/opt/a", "/opt/b")
    assert found.trusted == ("/lib/x86_64-linux-gnu", "/usr/lib/x86_64-linux-gnu", "/lib", "/usr/lib")
    assert found.cache["libblas.so.3"]
    assert not found.musl
    assert found.problems == ()


def test_configuration_that_includes_itself_ends() -> None:
    files = MemoryFiles({"/etc/ld.so.conf": "include /etc/ld.so.conf\n/a\n"})
    assert search_path(Target(files=files), None).listed == ("/a",)


def test_alpine() -> None:
    files = MemoryFiles({"/lib/ld-musl-x86_64.so.1": b"", "/usr/lib/": b""})
    found = search_path(Target(files=files), "x86_64")
    assert found.musl
    assert found.trusted == ("/lib", "/usr/local/lib", "/usr/lib")
    configured = MemoryFiles({"/lib/ld-musl-x86_64.so.1": b"", "/etc/ld-musl-x86_64.path": "/a:/b\n/c"})
    assert search_path(Target(files=configured), "x86_64").trusted == ("/a", "/b", "/c")


def test_debian_with_musl_beside_it_is_debian() -> None:
    files = MemoryFiles({"/lib/ld-musl-x86_64.so.1": b"", "/lib/x86_64-linux-gnu/libc.so.6": b""})
    assert not search_path(Target(files=files), "x86_64").musl


def test_unreadable_files_are_problems() -> None:
    files = MemoryFiles({"/etc/ld.so.conf": Unreadable("no"), "/etc/ld.so.cache": b"garbage"})
    found = search_path(Target(files=files), None)
    assert dict(found.problems) == {"/etc/ld.so.conf": "no", "/etc/ld.so.cache": "no cache header"}
    assert found.cache == {}


def test_what_runs_has_the_word_over_what_the_image_says() -> None:
    target = Target(
        files=MemoryFiles({}),
        config=ProcessConfig(env={"LD_LIBRARY_PATH": "/image"}),
        agent=AgentReport(values={"environ": {"LD_LIBRARY_PATH": "/run"}}),
    )
    assert environment_variable(target, "LD_LIBRARY_PATH") == "/run"
    assert environment_variable(Target(files=MemoryFiles({})), "LD_LIBRARY_PATH") == ""
