"""Which package a library belongs to."""

from __future__ import annotations

from parity.linux.owners import owners
from tests.support.files import MemoryFiles, Unreadable
from tests.support.fixtures import system


def test_dpkg_knows_files_by_their_paths_before_usrmerge() -> None:
    found = owners(
        MemoryFiles(
            {
                "/var/lib/dpkg/status": system("dpkg-status-bookworm-5-installed"),
                "/var/lib/dpkg/info/zlib1g:amd64.list": "/.\n/lib/x86_64-linux-gnu/libz.so.1.2.13\n",
                "/var/lib/dpkg/info/libc6:amd64.list": Unreadable(),
            }
        )
    )
    assert found.of("/usr/lib/x86_64-linux-gnu/libz.so.1.2.13") == "dpkg:zlib1g"
    assert found.of("/usr/lib/x86_64-linux-gnu/libc.so.6") is None
    assert found.versions["dpkg:zlib1g"] == "1:1.2.13.dfsg-1"


def test_distroless_has_checksums_only() -> None:
    found = owners(
        MemoryFiles(
            {
                "/var/lib/dpkg/status.d/zlib1g": "Package: zlib1g\nVersion: 1\n",
                "/var/lib/dpkg/status.d/zlib1g.md5sums": f"{'0' * 32}  lib/x86_64-linux-gnu/libz.so.1.2.13\n",
            }
        )
    )
    assert found.of("/lib/x86_64-linux-gnu/libz.so.1.2.13") == "dpkg:zlib1g"


def test_apk_and_rpm_list_files_in_their_databases() -> None:
    alpine = owners(MemoryFiles({"/lib/apk/db/installed": system("apk-installed-alpine314-3-packages")}))
    assert alpine.of("/lib/libz.so.1.2.11") == "apk:zlib"
    fedora = owners(MemoryFiles({"/usr/lib/sysimage/rpm/rpmdb.sqlite": system("rpmdb-2-packages.sqlite")}))
    assert fedora.of("/usr/lib64/libfoo.so.1.2.3") == "rpm:libfoo"
