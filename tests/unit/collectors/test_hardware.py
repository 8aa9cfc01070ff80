"""Hardware facts of real hosts, and what is said where something was not told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from parity.collectors.hardware import Hardware
from parity.interfaces import AgentReport, Host, Target
from parity.model.codec import to_builtins
from parity.model.facts import Fact, Gap, Value
from parity.model.hardware import CpuCount, CpuFeatures, CpuOperation, Gpu, GpuOperation, Memory, Storage
from parity.model.setting import Text
from parity.parsers.hardware_spec import hardware_facts
from tests.support.files import MemoryFiles
from tests.support.fixtures import FIXTURES

HOSTS = sorted(path.parent for path in (FIXTURES / "hosts").glob("*/agent.json"))
ALL = {"cpu", "cpu-count", "cpu-features", "memory", "numa", "transparent-hugepages"}


def load(directory: Path) -> AgentReport:
    return AgentReport(**json.loads((directory / "agent.json").read_text()))


def collect(agent: AgentReport | None = None, host: Host | None = None) -> tuple[dict[str, Value], list[Gap]]:
    seen = list(Hardware().collect(Target(files=MemoryFiles({}), agent=agent, host=host)))
    facts = {item.key.name: item.value for item in seen if isinstance(item, Fact)}
    return facts, [item for item in seen if isinstance(item, Gap)]


@pytest.mark.parametrize("directory", HOSTS, ids=lambda path: path.name)
def test_a_host_is_what_its_name_says(directory: Path) -> None:
    facts, gaps = collect(load(directory))
    expected = json.loads((directory / "expected.json").read_text())
    assert {name: json.loads(json.dumps(to_builtins(value))) for name, value in facts.items()} == expected["facts"]
    assert sorted(str(gap.subject) for gap in gaps) == expected["gaps"]
    _, architecture, microarchitecture, *_ = directory.name.split("-")
    assert expected["facts"]["cpu"]["architecture"] == architecture
    assert expected["facts"]["cpu-features"]["microarchitecture"] == microarchitecture


@pytest.mark.parametrize(
    ("name", "count", "limit"),
    [
        ("debian12-x86_64-x86_64_v4-cgroup1-1.5cpu-512mib", CpuCount(visible=2, usable=2, quota=1.5), 512 << 20),
        ("debian12-x86_64-x86_64_v4-cgroup1-cpuset1", CpuCount(visible=2, usable=1), None),
        ("composed-x86_64-zen3-cgroup2-nested-2cpu-1gib", CpuCount(visible=16, usable=16, quota=2.0), 1 << 30),
    ],
)
def test_limits_of_containers(name: str, count: CpuCount, limit: int | None) -> None:
    facts, _ = collect(load(FIXTURES / "hosts" / name))
    assert facts["cpu-count"] == count
    memory = facts["memory"]
    assert isinstance(memory, Memory)
    assert memory.limit == limit


def test_nothing_was_looked_at_and_nothing_is_said() -> None:
    assert collect() == ({}, [])


def test_what_the_user_says_of_the_host_wins() -> None:
    facts, gaps = collect(load(HOSTS[0]), Host(facts=hardware_facts("zen4")))
    features = facts["cpu-features"]
    assert isinstance(features, CpuFeatures)
    assert features.microarchitecture == "zen4"
    assert {gap.subject for gap in gaps} == ALL - {"cpu", "cpu-features"} | {"gpu*"}
    assert all(gap.inherent for gap in gaps)


def test_a_host_that_was_looked_at_elsewhere_wins() -> None:
    own, other = (load(FIXTURES / "hosts" / name) for name in ("rhel7-x86_64-haswell", "rocky9-x86_64-zen5"))
    assert collect(own, Host(agent=other)) == collect(other)


def test_what_a_kernel_does_not_have_is_a_gap_that_no_look_could_fill() -> None:
    facts, gaps = collect(AgentReport(values={"machine": "x86_64"}))
    assert facts == {}
    assert {gap.subject for gap in gaps} == ALL
    assert all(gap.inherent for gap in gaps)


def test_what_could_not_be_read_is_a_gap_that_says_why() -> None:
    agent = load(FIXTURES / "hosts" / "debian12-x86_64-x86_64_v4")
    files = {path: text for path, text in agent.files.items() if path != "/proc/meminfo"}
    _, gaps = collect(AgentReport(files=files, values=agent.values, errors={"/proc/meminfo": "Permission denied"}))
    assert gaps == [Gap(domain=Hardware.domain, subject="memory", reason="/proc/meminfo: Permission denied")]


@pytest.mark.parametrize(
    ("values", "errors", "inherent"),
    [
        ({"gpu_devices": ["nvidia0"]}, {}, False),
        ({}, {"nvidia_smi": "OSError: NVIDIA-SMI has failed"}, False),
        ({"gpu_devices": ["kfd"]}, {}, True),
        ({}, {"gpu": "the sealed container is given no GPU"}, True),
    ],
)
def test_gpus_that_nobody_could_ask(values: dict[str, object], errors: dict[str, str], inherent: bool) -> None:
    agent = load(FIXTURES / "hosts" / "debian12-x86_64-x86_64_v4")
    _, gaps = collect(AgentReport(files=agent.files, values={**agent.values, **values}, errors=errors))
    assert [(str(gap.subject)[:3], gap.inherent) for gap in gaps] == [("gpu", inherent)]


@pytest.mark.parametrize(
    "values",
    [
        {"machine": 7, "cpu_count": True, "affinity": "x", "nvidia_smi": 3, "gpu_devices": "x"},
        {"machine": "", "cpu_count": -1, "affinity": [], "nvidia_smi": "\x00,,,,", "gpu_devices": [1, None]},
        {"cpu_count": 10**30, "nvidia_smi": "0,a,b,c,d\n" * 1000},
    ],
)
def test_absurd_answers_end_nothing(values: dict[str, object]) -> None:
    files = dict.fromkeys(load(FIXTURES / "hosts" / "debian12-x86_64-x86_64_v4").files, "\x00\ud800[[9" * 100)
    facts, gaps = collect(AgentReport(files=files, values=values))
    assert {name for name in facts if not name.startswith("gpu")} == set()
    assert {gap.subject for gap in gaps} >= ALL


def test_settings_of_the_kernel_and_the_tightest_of_nested_cgroups() -> None:
    files = {
        "/proc/sys/vm/overcommit_memory": "2\n",
        "/proc/sys/net/ipv4/ip_local_port_range": "32768\t60999\n",
        "/proc/sys/kernel/osrelease": "6.1.0\n",
        "/sys/fs/cgroup/a/b/memory.high": "max\n",
        "/sys/fs/cgroup/a/memory.high": "3221225472\n",
        "/sys/fs/cgroup/memory.high": "4294967296\n",
        "/sys/fs/cgroup/a/pids.max": "max\n",
        "/sys/fs/cgroup/a/memory.swap.max": "plenty\n",
    }
    facts, _ = collect(AgentReport(files=files))
    assert {name: value for name, value in facts.items() if name.startswith("kernel:")} == {
        "kernel:vm.overcommit_memory": Text(value="2"),
        "kernel:net.ipv4.ip_local_port_range": Text(value="32768 60999"),
        "kernel:memory.high": Text(value="3221225472"),
        "kernel:pids.max": Text(value="max"),
    }


@pytest.mark.parametrize(("text", "told"), [("3500000\n", 3500), ("fast\n", None), ("", None)])
def test_the_highest_frequency(text: str, told: int | None) -> None:
    place = "/sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq"
    facts, _ = collect(AgentReport(files={place: text, "/sys/devices/system/cpu/smt/active": "1\n"}))
    assert facts["cpu-operation"] == CpuOperation(smt=True, frequency=told)


@pytest.mark.parametrize(("left", "told"), [(200 << 30, None), (3 << 29, 1), (0, 0), (None, None), (True, None)])
def test_what_is_left_on_a_disk_is_told_where_it_is_little(left: object, told: int | None) -> None:
    facts, _ = collect(AgentReport(values={"file_systems": {"/app": ["ext4", False, "nvme", left]}}))
    assert facts["storage:."] == Storage(kind="ext4", rotates=False, disk="nvme", free=told)


def test_how_gpus_are_run_and_where_data_lies() -> None:
    rows = "0, 150.00, 4, 16, 1710, Enabled, Default, [N/A]\n1, [N/A], [N/A], [N/A], [N/A], [N/A], ?, [N/A]\n2, x\n"
    systems = {"/app": ["overlay", None], "/models": ["nfs4", True], "/data": "ext4"}
    facts, _ = collect(AgentReport(values={"gpu_operation": rows, "file_systems": systems, "page_size": 65536}))
    assert facts["gpu-operation:0"] == GpuOperation(power=150, link=4, lanes=16, clock=1710, ecc=True, mode="Default")
    assert "gpu-operation:1" not in facts
    assert facts["storage:."] == Storage(kind="overlay")
    assert facts["storage:/models"] == Storage(kind="nfs4", rotates=True)
    assert "storage:/data" not in facts
    assert facts["kernel:page_size"] == Text(value="65536")


def test_the_weight_of_the_innermost_cgroup_counts() -> None:
    files = {"/sys/fs/cgroup/a/b/cpu.weight": "25\n", "/sys/fs/cgroup/a/cpu.weight": "10\n"}
    facts, _ = collect(AgentReport(files=files))
    assert facts["kernel:cpu.weight"] == Text(value="25")


def test_gpus_of_amd_come_after_those_that_nvidia_smi_tells() -> None:
    smi = "0, Tesla T4, 15360, 7.5, 535.104\n"
    facts, gaps = collect(AgentReport(values={"nvidia_smi": smi, "amd_gpus": ["Instinct MI210", "", 7]}))
    assert facts["gpu:1"] == Gpu(name="AMD Instinct MI210")
    assert facts["gpu:2"] == Gpu(name="AMD GPU")
    facts, gaps = collect(AgentReport(values={"amd_gpus": ["AMD Radeon"], "gpu_devices": ["kfd"]}))
    assert facts["gpu:0"] == Gpu(name="AMD Radeon")
    assert not [gap for gap in gaps if gap.subject is not None and gap.subject.startswith("gpu")]


def test_a_virtual_disk_says_nothing_of_plates() -> None:
    told = {"/app": ["ext4", True, "vd"], "/data": ["ext4", True, "sd"], "/models": ["nfs4", None]}
    facts, _ = collect(AgentReport(values={"file_systems": told}))
    assert facts["storage:."] == Storage(kind="ext4", disk="vd")
    assert facts["storage:/data"] == Storage(kind="ext4", rotates=True, disk="sd")
    assert facts["storage:/models"] == Storage(kind="nfs4")
