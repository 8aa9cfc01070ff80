"""What is installed against what real servers on the loopback interface say of it, well-behaved and not."""

from __future__ import annotations

import hashlib
import io
import logging
import random
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from parity.errors import ConflictingHashes
from parity.index.attestation import attest
from parity.index.candidates import Candidates
from parity.index.configuration import IndexOptions, IndexSettings, index_settings
from parity.index.listing import Indexes
from parity.index.transport import Traffic, Transport
from parity.index.wheel import Wheels
from parity.model.attestation import Attestation, Standing
from parity.model.distribution import DirectUrl, Distribution
from parity.model.facts import Fact
from parity.model.snapshot import Snapshot
from parity.workflows import take_snapshot
from parity.workflows.attest import installed
from parity.workflows.observe import Observation, as_observation
from tests.support.package_index import Behaviour, PackageIndex
from tests.support.wheels import environment, sdist, wheel, wheel_name

MANY = "cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64"
NOISE = random.Random(7).randbytes(1 << 20)
PLAIN = wheel(
    files={"demo/__init__.py": b"x = 1\n", "demo/weights.bin": NOISE},
    info={"entry_points.txt": b"[console_scripts]\ndemo = demo:main\n"},
    data={
        "scripts/demo-run": b"#!python\nprint(1)\n",
        "scripts/demo-prog": b"\x7fELF program",
        "headers/demo.h": b"int x;\n",
        "data/share/demo.txt": b"words\n",
    },
)
SHIPPED = {wheel_name(): PLAIN, wheel_name("other", "2.0+cu121"): wheel("other", "2.0+cu121")}
SECRET = "s3cr3t-p4ss"


@pytest.fixture(scope="module")
def venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("attested")
    return environment(folder / "venv", SHIPPED, folder / "cache")


@pytest.fixture(scope="module")
def snapshot(venv: Path) -> Snapshot:
    return take_snapshot(f"venv:{venv}")


def settings(*urls: str, **changes: object) -> IndexSettings:
    options = IndexOptions(index_url=urls[0], extra_index_urls=urls[1:], allow_local=True)
    chosen = index_settings(options, environ={}, files=[])
    return replace(chosen, **{"timeout": 5.0, "retries": 0, **changes})  # type: ignore[arg-type]


def asked(
    seen: Snapshot | Observation, chosen: IndexSettings, cache: Path | None = None
) -> tuple[dict[str, Attestation], Traffic]:
    observation = Observation(seen) if isinstance(seen, Snapshot) else seen
    with Transport(chosen, cache and cache / "http") as transport:
        wheels = Wheels(transport, cache and cache / "wheels")
        found = attest(installed(observation), Indexes(chosen, transport), wheels)
    return {one.name: one for one in found}, transport.traffic


def demo(seen: Snapshot | Observation, chosen: IndexSettings) -> Attestation:
    return asked(seen, chosen)[0]["demo"]


@contextmanager
def serving(**behaviour: object) -> Iterator[PackageIndex]:
    with PackageIndex(Behaviour(**{"files": SHIPPED, **behaviour})) as index:  # type: ignore[arg-type]
        yield index


def test_the_wheel_is_known_by_the_record_inside_it_without_downloading_it(snapshot: Snapshot) -> None:
    with serving() as index:
        found, traffic = asked(snapshot, settings(index.url))
    assert [one.standing for one in found.values()] == [Standing.ATTESTED, Standing.ATTESTED]
    file = found["demo"].file
    assert file is not None
    assert file.sha256 == hashlib.sha256(PLAIN).hexdigest()
    assert file.index == index.url
    assert found["other"].version == "2.0+cu121"
    assert found["other"].file is not None
    assert found["other"].file.index == index.url
    assert {status for status, path in index.log if path.startswith("/files/")} == {206}
    assert traffic.received < len(PLAIN) / 10


@pytest.mark.parametrize(
    "behaviour",
    [
        {"html": True},
        {"hashes": False},
        {"ranges": False},
        {"metadata": True},
        {"failures": 2},
        {"etag": True},
        {"html": True, "hashes": False, "ranges": False},
    ],
    ids="-".join,
)
def test_servers_that_can_less_or_stumble(snapshot: Snapshot, behaviour: dict[str, object]) -> None:
    with serving(**behaviour) as index:
        found = demo(snapshot, settings(index.url, retries=3))
    assert found.standing is Standing.ATTESTED, found.sentence
    assert found.file is not None
    assert found.file.sha256 == hashlib.sha256(PLAIN).hexdigest()


def test_a_file_that_is_sent_whole_and_too_large_is_said_to_be(snapshot: Snapshot) -> None:
    with serving(ranges=False, stated_size={wheel_name(): 900 << 20}) as index:
        found = demo(snapshot, settings(index.url))
    assert found.standing is Standing.UNKNOWN
    assert "only whole: 900 MiB" in found.sentence


def test_a_size_that_is_not_the_files(snapshot: Snapshot) -> None:
    with serving(stated_size={wheel_name(): len(PLAIN) * 2}) as index:
        found = demo(snapshot, settings(index.url))
    assert found.standing is Standing.UNKNOWN
    assert wheel_name() in found.sentence


def test_a_hash_that_is_not_the_files(snapshot: Snapshot) -> None:
    with serving(ranges=False, stated_sha256={wheel_name(): "ab" * 32}) as index:
        found = demo(snapshot, settings(index.url))
    assert found.standing is Standing.UNKNOWN
    assert "its sha256 is" in found.sentence


def test_yanked_is_kept_and_told(snapshot: Snapshot) -> None:
    with serving(yanked={wheel_name(): "loses <data>"}) as index:
        found = demo(snapshot, settings(index.url))
    with serving(yanked={wheel_name(): "loses <data>"}, html=True) as index:
        by_html = demo(snapshot, settings(index.url))
    assert found.standing is by_html.standing is Standing.ATTESTED
    assert found.warnings == by_html.warnings == (f"{wheel_name()} was yanked: loses <data>",)


def test_one_name_with_two_contents_on_two_indexes_is_refused(snapshot: Snapshot) -> None:
    with serving() as one, serving(files={wheel_name(): wheel(files={"demo/__init__.py": b"evil\n"})}) as other:
        with pytest.raises(ConflictingHashes) as caught:
            demo(snapshot, settings(one.url, other.url))
        assert one.url in str(caught.value)
        assert other.url in str(caught.value)
        assert demo(snapshot, settings(one.url, one.url)).standing is Standing.ATTESTED


def test_one_content_on_two_indexes_comes_from_the_first(snapshot: Snapshot) -> None:
    with serving() as one, serving() as other:
        found = demo(snapshot, settings(other.url, one.url))
    assert found.file is not None
    assert found.file.index == other.url


def test_a_dead_index_beside_a_good_one_is_not_in_the_way_of_what_is_proven(snapshot: Snapshot) -> None:
    with serving() as good, serving(failures=9) as dead:
        found, _ = asked(snapshot, settings(dead.url, good.url))
    assert found["demo"].standing is Standing.ATTESTED
    with serving(files={"unrelated-1.0-py3-none-any.whl": PLAIN}) as empty, serving(failures=9) as dead:
        found, _ = asked(snapshot, settings(empty.url, dead.url))
    assert found["demo"].standing is Standing.UNKNOWN  # it may well be there
    assert f"{dead.url}/demo/" in found["demo"].sentence
    assert "503" in found["demo"].sentence


@pytest.mark.parametrize("slow", [{"silence": 2.0}, {"drip": 0.4}], ids=["silent", "dripping"])
def test_slow_servers_are_given_up(snapshot: Snapshot, slow: dict[str, float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parity.index.transport.MAX_SECONDS", 1.0)
    start = time.monotonic()
    with serving(**slow) as index:
        found = demo(snapshot, settings(index.url, timeout=0.3, retries=1))
    assert found.standing is Standing.UNKNOWN
    assert (
        "nothing came for 0.3 seconds, at the last of 2 tries" in found.sentence or "within 1 seconds" in found.sentence
    )
    assert time.monotonic() - start < 10


def test_nobody_listens(snapshot: Snapshot) -> None:
    with serving() as index:
        pass
    found = demo(snapshot, settings(index.url))
    assert found.standing is Standing.UNKNOWN
    assert "there was no connection" in found.sentence


def test_a_password_opens_the_index_and_is_seen_nowhere(
    snapshot: Snapshot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with serving(password=("me", SECRET), etag=True) as index:
        shut = demo(snapshot, settings(index.url))
        chosen = settings(index.url_for("me", SECRET))
        opened, _ = asked(snapshot, chosen, tmp_path)
        wrong = demo(snapshot, settings(index.url_for("me", "wr0ng-" + SECRET)))
    assert shut.standing is wrong.standing is Standing.UNKNOWN
    assert "it wants a user and a password" in shut.sentence
    assert opened["demo"].standing is Standing.ATTESTED
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for text in (repr(chosen), repr(opened), repr(shut), repr(wrong), caplog.text, kept.decode("latin-1")):
        assert SECRET not in text


def test_a_redirect_takes_no_password_along(snapshot: Snapshot) -> None:
    with serving() as other, serving(password=("me", SECRET), redirect=f"{other.url}/demo/") as index:
        demo(snapshot, settings(index.url_for("me", SECRET)))  # another port is another origin
    assert index.authorised == {True}
    assert other.authorised == {False}


def test_netrc_is_asked(snapshot: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text(f"machine 127.0.0.1 login me password {SECRET}\n")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with serving(password=("me", SECRET)) as index:
        found = demo(snapshot, settings(index.url))
    assert found.standing is Standing.ATTESTED


def test_the_second_time_listings_are_validated_and_wheels_are_known(snapshot: Snapshot, tmp_path: Path) -> None:
    with serving(etag=True) as index:
        asked(snapshot, settings(index.url), tmp_path)
        index.log.clear()
        found, _ = asked(snapshot, settings(index.url), tmp_path)
    assert found["demo"].standing is Standing.ATTESTED
    assert sorted(index.log) == [(304, "/simple/demo/"), (304, "/simple/other/")]


def test_another_build_is_told_with_what_differs(snapshot: Snapshot, venv: Path) -> None:
    theirs = wheel(files={"demo/__init__.py": b"x = 22\n", "demo/weights.bin": NOISE})
    with serving(files={wheel_name(): theirs, "demo-1.0.tar.gz": sdist()}) as index, ExitStack() as opened:
        stored = demo(snapshot, settings(index.url))
        live = demo(as_observation(f"venv:{venv}", None, opened), settings(index.url))
    assert stored.standing is live.standing is Standing.BUILT_LOCALLY
    assert "Python files (1 file, 6 bytes here, 7 there)" in stored.sentence
    assert "demo/__init__.py" in live.sentence
    assert stored.sdist is not None
    assert stored.nearest is not None
    assert not stored.same_code


def test_a_repackaged_wheel_with_the_same_code_is_told_so(snapshot: Snapshot) -> None:
    theirs = wheel("other", "2.0+cu121", requires=["numpy"])
    with serving(files={wheel_name("other", "2.0+cu121"): theirs}) as index:
        found = asked(snapshot, settings(index.url))[0]["other"]
    assert found.standing is Standing.BUILT_LOCALLY
    assert found.same_code
    assert "all that runs is the same" in found.sentence


def test_what_is_not_there_is_told_so(snapshot: Snapshot) -> None:
    with serving(files={wheel_name(tag=MANY): PLAIN, "demo-1.0.tar.gz": sdist()}) as index:
        found, _ = asked(snapshot, settings(index.url))
    assert found["demo"].standing is Standing.BUILT_LOCALLY
    assert "demo-1.0.tar.gz" in found["demo"].sentence
    assert found["other"].standing is Standing.NOT_LISTED
    assert "--extra-index-url" in found["other"].sentence


def test_an_archive_that_was_named_by_a_url_may_be_the_indexs_all_the_same(snapshot: Snapshot) -> None:
    def named_by(url: str, **how: object) -> Snapshot:
        source = DirectUrl(url=url, **how)  # type: ignore[arg-type]
        facts = [
            Fact(fact.key, replace(fact.value, direct_url=source)) if isinstance(fact.value, Distribution) else fact
            for fact in snapshot.facts
        ]
        return Snapshot.of(snapshot.origin, facts)

    with serving() as index:
        copied = demo(named_by(f"file:///wheelhouse/{wheel_name()}"), settings(index.url))
        cloned = demo(named_by("https://host/demo.git", vcs="git", commit="ab12"), settings(index.url))
        edited = demo(named_by("file:///src/demo", editable=True), settings(index.url))
        folder = demo(named_by("file:///src/demo"), settings(index.url))
        index.behaviour.files = {}
        gone = demo(named_by("https://host/demo-1.0.whl", archive_hash="sha256=ab"), settings(index.url))
    assert copied.standing is Standing.ATTESTED
    assert {one.standing for one in (cloned, edited, folder, gone)} == {Standing.NOT_FROM_INDEX}
    assert "at git commit ab12" in cloned.sentence
    assert "working copy" in edited.sentence
    assert "with sha256=ab" in gone.sentence


def test_edited_and_removed_files_are_told(tmp_path: Path) -> None:
    there = environment(tmp_path / "venv", {wheel_name(): PLAIN}, tmp_path / "cache")
    site = next((there / "lib").glob("python*/site-packages"))
    (site / "demo" / "__init__.py").write_bytes(b"x = 2\n")
    (site / "demo" / "weights.bin").unlink()
    seen = take_snapshot(f"venv:{there}")
    with serving() as index:
        found = demo(seen, settings(index.url))
        old = demo(_of_schema_1(seen), settings(index.url))
    assert found.standing is old.standing is Standing.MODIFIED
    assert found.file is not None
    assert "1 file changed since (demo/__init__.py)" in found.sentence
    assert "1 file gone (demo/weights.bin)" in found.sentence


def test_a_snapshot_of_schema_1_is_attested_by_its_files(snapshot: Snapshot) -> None:
    old = _of_schema_1(snapshot)
    with serving() as index:
        assert demo(old, settings(index.url)).standing is Standing.ATTESTED
    with serving(files={wheel_name(): wheel(files={"demo/__init__.py": b"x = 22\n"})}) as index:
        assert demo(old, settings(index.url)).standing is Standing.BUILT_LOCALLY


def _of_schema_1(seen: Snapshot) -> Snapshot:
    facts = [
        Fact(fact.key, replace(fact.value, record=None)) if isinstance(fact.value, Distribution) else fact
        for fact in seen.facts
    ]
    return Snapshot.of(seen.origin, [*facts, *seen.gaps])


def test_local_directories_are_indexes_only_when_allowed(snapshot: Snapshot, tmp_path: Path) -> None:
    for name, content in SHIPPED.items():
        (tmp_path / name).write_bytes(content)
    options = IndexOptions(find_links=(str(tmp_path),), no_index=True, allow_local=True)
    found, traffic = asked(snapshot, index_settings(options, environ={}, files=[]))
    assert {one.standing for one in found.values()} == {Standing.ATTESTED}
    assert traffic.requests == 0
    shut = index_settings(replace(options, allow_local=False), environ={}, files=[])
    assert shut.locations == ()
    assert "--allow-local" in shut.left_out[0]


@pytest.mark.parametrize("damage", ["no zip", "cut", "bomb"])
def test_damaged_wheels_are_told(snapshot: Snapshot, damage: str) -> None:
    broken = {"no zip": b"PK" * 5000, "cut": PLAIN[:-30], "bomb": _bomb()}[damage]
    with serving(files={wheel_name(): broken}) as index:
        found = demo(snapshot, settings(index.url))
    assert found.standing is Standing.UNKNOWN
    assert "it is no wheel that can be read" in found.sentence


def _bomb() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("demo-1.0.dist-info/RECORD", b"\0" * (65 << 20))
    return stream.getvalue()


@pytest.mark.parametrize("metadata", [True, False], ids=["PEP 658", "inside the wheel"])
def test_other_versions_and_what_they_need(metadata: bool) -> None:
    files = {
        wheel_name(version=version, tag=tag): wheel(version=version, requires=[f"numpy>={version}"], tag=tag)
        for version, tag in (
            ("1.0", "py3-none-any"), ("1.0", "cp311-cp311-linux_x86_64"), ("2.0", "py3-none-any"),
            ("2.1rc1", "py3-none-any"), ("2.2", "cp39-cp39-win_amd64"), ("2.3", "py3-none-any"),
        )
    }  # fmt: skip
    yanked = {wheel_name(version="2.3"): ""}
    with serving(files=files, metadata=metadata, yanked=yanked) as index:
        chosen = settings(index.url)
        with Transport(chosen) as transport:
            candidates = Candidates(Indexes(chosen, transport), Wheels(transport))
            found = candidates.of("Demo", ["cp311-cp311-linux_x86_64", "py3-none-any"], "3.11.7").candidates
            assert [
                status for status, path in index.log if path.startswith("/files")
            ] == []  # nothing before it is asked
            needs = candidates.needs(found[0])
            named = candidates.of("demo", ["py3-none-any"], "3.11.7", versions={"2.3"}).candidates
    assert [one.version for one in found] == ["2.0", "1.0"]
    assert found[1].wheel.name == wheel_name(version="1.0", tag="cp311-cp311-linux_x86_64")
    assert [(one.version, one.wheel.yanked) for one in named] == [("2.3", True)]  # who names it gets it
    assert needs.requires == ("numpy>=2.0",)
    assert any(path.endswith(".metadata") for _, path in index.log) is metadata


def test_a_real_index_server_behind_a_password(snapshot: Snapshot, tmp_path: Path) -> None:
    packages = tmp_path / "packages"
    packages.mkdir()
    for name, content in SHIPPED.items():
        (packages / name).write_bytes(content)
    (tmp_path / "passwords").write_text("me:{SHA}" + _sha1(SECRET) + "\n")
    with _pypiserver(packages, tmp_path / "passwords") as port:
        shut = demo(snapshot, settings(f"http://127.0.0.1:{port}/simple"))
        found, _ = asked(snapshot, settings(f"http://me:{SECRET}@127.0.0.1:{port}/simple"))
    assert shut.standing is Standing.UNKNOWN
    assert {one.standing for one in found.values()} == {Standing.ATTESTED}, found


def _sha1(text: str) -> str:
    import base64

    return base64.b64encode(hashlib.sha1(text.encode()).digest()).decode()


@contextmanager
def _pypiserver(packages: Path, passwords: Path) -> Iterator[int]:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "pypiserver", "run", "-i", "127.0.0.1", "-p", str(port), "-P", str(passwords),
         "-a", "list,download,update", "--disable-fallback", str(packages)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert process.poll() is None
                assert time.monotonic() < deadline
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(10)
