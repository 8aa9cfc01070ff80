"""The operating system as its files tell it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from parity.collectors.system import SystemCollector
from parity.interfaces import AgentReport, Target
from parity.model.facts import Fact, Gap, Value
from parity.model.system import Kernel, LibC, Locales, Package, Release, TimeZones
from tests.support.files import Content, Link, MemoryFiles, Unreadable
from tests.support.fixtures import elf, system


def collected(files: Mapping[str, Content], agent: AgentReport | None = None) -> tuple[dict[str, Value], list[Gap]]:
    observed = list(SystemCollector().collect(Target(files=MemoryFiles(files), agent=agent)))
    facts = {item.key.name: item.value for item in observed if isinstance(item, Fact)}
    return facts, [item for item in observed if isinstance(item, Gap) and not item.inherent]


def test_debian() -> None:
    facts, gaps = collected(
        {
            "/etc/os-release": Link("../usr/lib/os-release"),
            "/usr/lib/os-release": 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\nPRETTY_NAME="Debian 12"\n',
            "/var/lib/dpkg/status": system("dpkg-status-bookworm-5-installed"),
            "/etc/localtime": Link("/usr/share/zoneinfo/Europe/Berlin"),
            "/usr/share/zoneinfo/Europe/Berlin": b"TZif2",
            "/usr/lib/locale/locale-archive": system("locale-archive-de-en.head"),
            "/usr/lib/locale/C.utf8/LC_CTYPE": b"x",
        }
    )
    assert gaps == []
    assert facts["release"] == Release(id="debian", version="12", codename="bookworm", name="Debian 12")
    assert facts["dpkg:zlib1g"] == Package(version="1:1.2.13.dfsg-1", architecture="amd64", source="zlib")
    assert "dpkg:removed-but-configured" not in facts
    assert facts["timezone"] == TimeZones(value="Europe/Berlin")
    tables = facts["tzdata"]
    assert isinstance(tables, TimeZones)
    assert tables.value.startswith("20")
    assert facts["locales"] == Locales(names=("C.utf8", "de_DE.utf8", "en_US.utf8"))


def test_distroless_and_foreign_architectures() -> None:
    facts, _ = collected(
        {
            "/var/lib/dpkg/status.d/libc6": "Package: libc6\nVersion: 2.36-9\nArchitecture: amd64\n",
            "/var/lib/dpkg/status.d/libc6-i386": "Package: libc6\nVersion: 2.36-9\nArchitecture: i386\n",
            "/var/lib/dpkg/status.d/libc6.md5sums": "no stanza",
        }
    )
    assert sorted(name for name in facts if name.startswith("dpkg:")) == ["dpkg:libc6", "dpkg:libc6:i386"]


def test_alpine() -> None:
    facts, gaps = collected(
        {
            "/lib/apk/db/installed": system("apk-installed-alpine314-3-packages"),
            "/lib/ld-musl-x86_64.so.1": elf("libversioned.so.2"),
        }
    )
    assert gaps == []
    assert facts["apk:libssl1.1"] == Package(version="1.1.1k-r0", architecture="armv7", source="openssl")
    assert facts["libc"] == LibC(family="musl", version="1.2.2")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/var/lib/rpm/rpmdb.sqlite", "rpmdb-2-packages.sqlite"),
        ("/usr/lib/sysimage/rpm/Packages.db", "rpmdb-2-packages.ndb"),
        ("/var/lib/rpm/Packages", "rpmdb-2-packages.bdb"),
    ],
)
def test_rpm_of_each_kind(path: str, name: str) -> None:
    facts, gaps = collected({path: system(name)})
    assert gaps == []
    assert facts["rpm:libfoo"] == Package(
        version="1:1.2.3-4.el9", architecture="x86_64", source="libfoo-1.2.3-4.el9.src.rpm"
    )
    assert "rpm:filesystem-tools" in facts
    damaged = system(name)[: len(system(name)) // 2]
    facts, gaps = collected({path: damaged})
    assert [gap.subject for gap in gaps] == ["rpm:*"]
    assert gaps[0].reason.startswith(path)


def test_an_sqlite_file_that_is_no_rpm_database() -> None:
    altered = system("rpmdb-2-packages.sqlite").replace(b"blob BLOB NOT NULL", b"blob AS (printf(9))")
    _, gaps = collected({"/var/lib/rpm/rpmdb.sqlite": altered})
    assert [gap.subject for gap in gaps] == ["rpm:*"]


def test_time_zone_when_nothing_or_a_copy_tells_it() -> None:
    assert collected({"/etc/hostname": "x"})[0]["timezone"] == TimeZones(value="UTC")
    dangling = {"/etc/localtime": Link("/usr/share/zoneinfo/Europe/Berlin")}
    assert collected(dangling)[0]["timezone"] == TimeZones(value="UTC")
    copy = b"TZif2" + bytes(60) + b"\nCET-1CEST,M3.5.0,M10.5.0/3\n"
    named = collected({"/etc/localtime": copy, "/etc/timezone": "Europe/Berlin\n"})[0]["timezone"]
    assert named == TimeZones(value="Europe/Berlin (CET-1CEST,M3.5.0,M10.5.0/3)")
    utc = collected({"/etc/localtime": b"TZif2" + bytes(60) + b"\nUTC0\n"})[0]["timezone"]
    assert utc == TimeZones(value="UTC")


def test_release_of_the_tables() -> None:
    facts, _ = collected({"/usr/share/zoneinfo/tzdata.zi": "# version 2025b\n# more\n"})
    assert facts["tzdata"] == TimeZones(value="2025b")
    facts, _ = collected({"/usr/share/zoneinfo/+VERSION": "2024a\n"})
    assert facts["tzdata"] == TimeZones(value="2024a")


def test_kernel() -> None:
    image = list(SystemCollector().collect(Target(files=MemoryFiles({}))))
    assert [item for item in image if isinstance(item, Gap)] == [item for item in image if item_is_kernel_gap(item)]
    assert any(map(item_is_kernel_gap, image))
    facts, _ = collected({}, AgentReport(values={"kernel": "6.1.0-18-amd64"}))
    assert facts["kernel"] == Kernel(release="6.1.0-18-amd64")
    facts, _ = collected({}, AgentReport(files={"/proc/sys/kernel/osrelease": "6.8.0\n"}))
    assert facts["kernel"] == Kernel(release="6.8.0")
    _, gaps = collected({}, AgentReport(errors={"/proc/sys/kernel/osrelease": "permission denied"}))
    assert [(gap.subject, gap.reason) for gap in gaps] == [("kernel", "permission denied")]


def item_is_kernel_gap(item: Fact | Gap) -> bool:
    return isinstance(item, Gap) and item.subject == "kernel" and item.inherent


@pytest.mark.parametrize(
    ("path", "subject"),
    [
        ("/etc/os-release", "release"),
        ("/var/lib/dpkg/status", "dpkg:*"),
        ("/var/lib/dpkg/status.d/libc6", "dpkg:*"),
        ("/lib/apk/db/installed", "apk:*"),
        ("/var/lib/rpm/Packages.db", "rpm:*"),
        ("/usr/share/zoneinfo/tzdata.zi", "tzdata"),
        ("/etc/localtime", "timezone"),
        ("/usr/lib/locale/locale-archive", "locales"),
        ("/lib/x86_64-linux-gnu/libc.so.6", "libc"),
        ("/lib/ld-musl-x86_64.so.1", "libc"),
    ],
)
def test_an_unreadable_file_is_a_gap_at_its_place(path: str, subject: str) -> None:
    _, gaps = collected({path: Unreadable("input/output error")})
    assert [(gap.subject, gap.reason) for gap in gaps] == [(subject, f"{path}: input/output error")]


def test_damaged_libc_and_archive_are_gaps() -> None:
    _, gaps = collected({"/lib64/libc.so.6": b"\x7fELF", "/usr/lib/locale/locale-archive": b"\0" * 100})
    assert sorted(gap.subject or "" for gap in gaps) == ["libc", "locales"]
