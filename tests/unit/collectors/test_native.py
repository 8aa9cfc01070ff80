"""Native libraries as facts: named, owned, bound, and gaps where they cannot be read."""

from __future__ import annotations

from collections.abc import Mapping

from parity.collectors.native import NativeCollector
from parity.interfaces import InstalledDistribution, ProcessConfig, PythonEnvironment, RecordedFile, Target
from parity.model.facts import Fact, Gap, Value
from parity.model.native import Binding, Preload, SharedLibrary
from tests.support.files import Content, Link, MemoryFiles, Unreadable
from tests.support.fixtures import elf, system

SITE = "/opt/venv/lib/python3.11/site-packages"
LIB = "/usr/lib/x86_64-linux-gnu"
MODULE = f"{SITE}/numpy/core/_multiarray_umath.cpython-311-x86_64-linux-gnu.so"
VENDORED = f"{SITE}/numpy.libs/libopenblas64_p-r0-0cf96a72.3.23.dev.so"

# A usrmerged Debian, whose python is any x86-64 object.
BASE: dict[str, Content] = {
    "/lib": Link("usr/lib"),
    "/usr/bin/python3": elf("libversioned.so.2"),
    "/var/lib/dpkg/status": system("dpkg-status-bookworm-5-installed"),
    f"{LIB}/libversioned.so.2": elf("libversioned.so.2"),
}


def distribution(name: str, *files: str, recorded: bool = True, digest: str | None = None) -> InstalledDistribution:
    return InstalledDistribution(
        name=name,
        version="1.0",
        location=SITE,
        metadata=f"{SITE}/{name}-1.0.dist-info",
        layout="dist-info",
        files=tuple(RecordedFile(path=path, digest=digest) for path in files),
        recorded=recorded,
    )


def collected(
    files: Mapping[str, Content], *installed: InstalledDistribution, env: Mapping[str, str] | None = None
) -> tuple[dict[str, Value], list[Gap]]:
    python = PythonEnvironment(
        prefix="/usr", base_prefix="/usr", executable="/usr/bin/python3", version="3.11", kind="system"
    )
    target = Target(
        files=MemoryFiles({**BASE, **files}),
        config=ProcessConfig(env=env or {}),
        serving=python,
        installed=installed,
    )
    observed = list(NativeCollector().collect(target))
    facts = {item.key.name: item.value for item in observed if isinstance(item, Fact)}
    assert len(facts) == sum(isinstance(item, Fact) for item in observed), "two facts with one key"
    return facts, [item for item in observed if isinstance(item, Gap)]


def test_a_vendored_library_and_the_blas_that_numpy_gets() -> None:
    facts, gaps = collected(
        {MODULE: elf("module-vendored.so"), VENDORED: elf("libopenblas64_p-r0-0cf96a72.3.23.dev.so")},
        distribution("numpy", MODULE, VENDORED),
    )
    assert gaps == []
    library = facts["numpy:libopenblas64_p.so"]
    assert isinstance(library, SharedLibrary)
    assert (library.family, library.provider, library.version) == ("blas", "openblas", "0.3.23.dev")
    assert (library.owner, library.path) == ("dist:numpy", VENDORED)
    assert library.build_id is not None
    assert facts["blas:numpy"] == Binding(
        library="libopenblas64_p.so", provider="openblas", version="0.3.23.dev", threading="pthreads", vendored=True
    )
    assert not any("multiarray" in name for name in facts)


def alternatives(provider: str) -> dict[str, Content]:
    """Debian's link farm for libblas.so.3."""
    return {
        MODULE: elf("module-system.so"),
        f"{LIB}/libblas.so.3": Link("/etc/alternatives/libblas.so.3-x86_64-linux-gnu"),
        "/etc/alternatives/libblas.so.3-x86_64-linux-gnu": Link(f"{LIB}/{provider}/libblas.so.3"),
        f"{LIB}/blas/libblas.so.3": Link("libblas.so.3.11.0"),
        f"{LIB}/blas/libblas.so.3.11.0": elf("libblas-reference.so.3"),
        f"{LIB}/openblas-pthread/libblas.so.3": elf("libblas-openblas.so.3"),
        f"{LIB}/libopenblas.so.0": Link("openblas-pthread/libopenblasp-r0.3.23.so"),
        f"{LIB}/openblas-pthread/libopenblasp-r0.3.23.so": elf("libopenblas.so.0"),
        "/var/lib/dpkg/info/libblas3:amd64.list": f"/.\n{LIB}/blas/libblas.so.3.11.0\n",
        "/etc/ld.so.cache": system("ld.so.cache-bookworm-blas"),
    }


def test_the_same_soname_is_another_library_by_alternatives() -> None:
    reference, _ = collected(alternatives("blas"), distribution("numpy", MODULE))
    assert reference["blas:numpy"] == Binding(library="libblas.so.3", provider="reference", version="3.11.0")
    library = reference["libblas.so.3"]
    assert isinstance(library, SharedLibrary)
    assert library.owner == "dpkg:libblas3"
    optimised, _ = collected(alternatives("openblas-pthread"), distribution("numpy", MODULE))
    assert optimised["blas:numpy"] == Binding(
        library="libblas.so.3", provider="openblas", version="0.3.23.dev", threading="pthreads"
    )


def test_openblas_without_threads() -> None:
    files = {
        **alternatives("openblas-pthread"),
        f"{LIB}/openblas-pthread/libopenblasp-r0.3.23.so": elf("libopenblas-serial.so.0"),
    }
    binding = collected(files, distribution("numpy", MODULE))[0]["blas:numpy"]
    assert isinstance(binding, Binding)
    assert (binding.threading, binding.version) == ("serial", "0.3.3")


def test_ld_library_path_comes_before_the_system() -> None:
    files = {**alternatives("blas"), "/opt/fast/libblas.so.3": elf("libblas-openblas.so.3")}
    facts, _ = collected(files, distribution("numpy", MODULE), env={"LD_LIBRARY_PATH": "/opt/fast:/nowhere"})
    binding, library = facts["blas:numpy"], facts["libblas.so.3"]
    assert isinstance(binding, Binding)
    assert isinstance(library, SharedLibrary)
    assert binding.provider == "openblas"
    assert library.path == "/opt/fast/libblas.so.3"


def test_without_a_record_the_packages_are_looked_into() -> None:
    files = {**alternatives("blas")}
    facts, _ = collected(files, distribution("numpy", recorded=False))
    assert "blas:numpy" in facts


def test_copies_are_one_library_and_namesakes_are_numbered() -> None:
    names = [f"{SITE}/x/{name}" for name in ("libv.so", "libv.so.2", "libv.so.2.0", "other/libversioned.so")]
    files: dict[str, Content] = {name: elf("libversioned.so.2") for name in names[:3]}
    files[names[3]] = elf("no-section-table.so")[:-1] + b"\x01"
    facts, _ = collected(files, distribution("x", *names))
    first = facts["x:libversioned.so"]
    assert isinstance(first, SharedLibrary)
    assert first.version == "2.0"
    assert "x:libversioned.so#2" not in facts
    files[f"{SITE}/x/libversioned-01234567.so.1"] = elf("needs-versions.so").replace(
        b"libneeds.so.1\0", b"libversioned\0"
    )
    facts, _ = collected(files, distribution("x", *files))
    assert {"x:libversioned.so", "x:libversioned.so#2"} <= set(facts)


def test_content_stands_for_a_missing_build_id() -> None:
    recorded, system_path = f"{SITE}/x/libplain.so", f"{LIB}/libplain2.so"
    data = elf("no-build-id-no-soname.so")
    facts, _ = collected({recorded: data, system_path: data}, distribution("x", recorded, digest="ab" * 32))
    first, second = facts["x:libplain.so"], facts["libplain2.so"]
    assert isinstance(first, SharedLibrary)
    assert isinstance(second, SharedLibrary)
    assert first.content == "ab" * 32
    assert second.content is not None
    assert len(second.content) == 64


def test_system_libraries_of_another_machine_are_not_loadable() -> None:
    facts, gaps = collected({f"{LIB}/libi386.so.1": elf("i386.so"), f"{LIB}/libc.so": "/* GNU ld script */"})
    assert "libversioned.so.2" in facts
    assert "libi386.so.1" not in facts
    assert "libc.so" not in facts
    assert gaps == []


def test_a_file_that_its_own_name_does_not_lead_to_is_not_loadable() -> None:
    files: dict[str, Content] = {
        f"{LIB}/libopenblas.so.0": elf("libopenblas.so.0"),
        f"{LIB}/libopenblas.so.0.bak.so": elf("libopenblas-serial.so.0"),
    }
    library = collected(files)[0]["libopenblas.so.0"]
    assert isinstance(library, SharedLibrary)
    assert library.version == "0.3.23.dev"


def test_variants_for_newer_cpus_have_names_of_their_own() -> None:
    facts, _ = collected({f"{LIB}/glibc-hwcaps/x86-64-v3/libisa.so.1": elf("isa-x86-64-v3.so")})
    library = facts["glibc-hwcaps/x86-64-v3/libisa.so.1"]
    assert isinstance(library, SharedLibrary)
    assert library.isa == "x86-64-v3"


def test_preloads() -> None:
    facts, _ = collected(
        {"/etc/ld.so.preload": "/usr/lib/libmimalloc.so.2\n"},
        env={"LD_PRELOAD": f"{LIB}/libjemalloc.so.2 libversioned.so.2"},
    )
    assert facts["preload:libjemalloc.so.2"] == Preload(family="malloc", provider="jemalloc")
    assert facts["preload:libmimalloc.so.2"] == Preload(family="malloc", provider="mimalloc")
    assert facts["preload:libversioned.so.2"] == Preload()


def test_damage_is_a_gap_at_its_place() -> None:
    facts, gaps = collected(
        {
            MODULE: elf("module-vendored.so")[:300],
            VENDORED: Unreadable("input/output error"),
            f"{LIB}/libbroken.so.1": b"\x7fELF" + bytes(100),
            "/etc/ld.so.cache": b"garbage",
            "/etc/ld.so.conf": Unreadable(),
        },
        distribution("numpy", MODULE, VENDORED),
    )
    assert "libversioned.so.2" in facts
    subjects = {gap.subject for gap in gaps}
    assert subjects == {"blas:numpy", "openmp:numpy", "numpy:libopenblas64_p.so", "libbroken.so.1", "lib*"}
    assert not any(gap.inherent for gap in gaps)
    assert any(gap.reason == f"{VENDORED}: input/output error" for gap in gaps)


def test_each_file_is_opened_once() -> None:
    files = MemoryFiles({**BASE, **alternatives("openblas-pthread"), f"{LIB}/libisa.so.1": elf("isa-x86-64-v3.so")})
    target = Target(
        files=files,
        serving=PythonEnvironment(
            prefix="/usr", base_prefix="/usr", executable="/usr/bin/python3", version="3.11", kind="system"
        ),
        installed=(distribution("numpy", MODULE),),
    )
    list(NativeCollector().collect(target))
    opened = {path: count for path, count in files.reads.items() if ".so" in path and path.startswith(("/usr", "/opt"))}
    assert opened
    assert set(opened.values()) == {1}
