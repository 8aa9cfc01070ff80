"""HWD018: ways on which data moves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import GpuLinks, MemoryChannels, Network, Numa
from parity.model.keys import Domain, Key

_CHANNELS = "https://docs.kernel.org/driver-api/edac.html"
_LINKS = "https://docs.nvidia.com/deploy/nvidia-smi/index.html"
_NETWORK = "https://www.kernel.org/doc/Documentation/ABI/testing/sysfs-class-net"


def _channels(before: int, after: int) -> Change:
    old, new = (MemoryChannels(count=count) for count in (before, after))
    return Change.of(Key(Domain.HARDWARE, "memory-channels"), old, new)


def _links(before: str, after: str) -> Change:
    return Change.of(Key(Domain.HARDWARE, "gpu-links"), GpuLinks(slowest=before), GpuLinks(slowest=after))


class HWD018(Rule):
    """Memory has another number of channels, GPUs are connected otherwise, or the network is another one.

    What it detects:
        Memory channels with modules in them, where the kernel watches them (EDAC); the slowest connection between two
        GPUs, as `nvidia-smi topo -m` tells it: NVLink against PCI Express, one switch against the way between sockets;
        another speed or largest packet of the network, devices for RDMA on one side only.
    Why it matters:
        Each channel moves data on its own: with fewer of them, what is bound by memory (large models on CPUs, joins,
        sorting) takes longer. Models spread over GPUs wait for the slowest connection at every layer.
    Known false alarms:
        Work that fits into caches; one model per GPU.
    What to do:
        Fill all channels; spread a model over GPUs that NVLink connects; measure where it is served.
    References:
        https://docs.kernel.org/driver-api/edac.html
    """

    name = "bandwidth"
    domain = Domain.HARDWARE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        yield Example("fewer channels", _channels(8, 2), Risk.PERFORMANCE, Severity.MEDIUM)
        yield Example("no NVLink in prod", _links("NV12", "SYS"), Risk.PERFORMANCE, Severity.HIGH)
        yield Example("a longer way", _links("PIX", "SYS"), Risk.PERFORMANCE, Severity.MEDIUM)
        network = Key(Domain.HARDWARE, "network")
        slower = Change.of(network, Network(mtu=9001, speed=100000), Network(mtu=9001, speed=10000))
        yield Example("a tenth of the speed", slower, Risk.PERFORMANCE, Severity.MEDIUM)
        alike = Change.of(network, Network(speed=25000), Network(speed=20000))
        yield Example("about as fast", alike, Risk.NONE, Severity.INFO)
        nodes = Change.of(Key(Domain.HARDWARE, "numa"), Numa(nodes=1), Numa(nodes=2))
        yield Example("something else", nodes, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if change.kind is ChangeKind.UNKNOWN or not isinstance(before or after, (MemoryChannels, GpuLinks, Network)):
            return
        ways = list(_ways(before, after))
        for way in ways:
            yield self.finding(
                change, risk=Risk.PERFORMANCE, severity=way.severity, confidence=way.confidence,
                reason=f"{way.what}: {way.before} in before (dev), {way.after} in after (prod): {way.reason}",
                remedy="measure where it is served",
                evidence=(Evidence(what=way.what, before=way.before, after=way.after),), sources=(way.source,),
            )  # fmt: skip
        if not ways:
            yield self.harmless(
                change,
                confidence=0.7,
                reason="only one side tells it, or both are about as wide",
            )


def _ways(before: object, after: object) -> Iterator[_Way]:
    if isinstance(before, MemoryChannels) and isinstance(after, MemoryChannels):
        bound = "what is bound by memory takes longer on the narrower one"
        if before.count != after.count:
            yield _Way("memory channels", str(before.count), str(after.count), bound, _CHANNELS)
        if before.kind and after.kind and before.kind != after.kind:
            yield _Way("the kind of memory", before.kind, after.kind, bound, _CHANNELS, confidence=0.6)
    elif isinstance(before, GpuLinks) and isinstance(after, GpuLinks):
        fast = [side.slowest.startswith("NV") for side in (before, after)]
        yield _Way(
            "the slowest connection between GPUs", before.slowest, after.slowest,
            "a model that is spread over GPUs waits for it at every layer", _LINKS,
            severity=Severity.HIGH if fast[0] is not fast[1] else Severity.MEDIUM,
        )  # fmt: skip
    elif isinstance(before, Network) and isinstance(after, Network):
        if before.speed and after.speed and max(before.speed, after.speed) >= 2 * min(before.speed, after.speed):
            words = "models, data and requests take longer on the way"
            yield _Way("speed of the network", f"{before.speed} Mbit/s", f"{after.speed} Mbit/s", words, _NETWORK)
        if before.mtu and after.mtu and before.mtu != after.mtu:
            words = "more and smaller packets cost more for each byte"
            sizes = (f"{before.mtu} bytes", f"{after.mtu} bytes")
            yield _Way("the largest packet", *sizes, words, _NETWORK, Severity.LOW, 0.55)
        if bool(before.rdma) is not bool(after.rdma):
            words = "GPUs of several machines exchange data through the CPU where there are none"
            yield _Way("devices for RDMA", str(before.rdma), str(after.rdma), words, _NETWORK)


@dataclass(frozen=True, slots=True)
class _Way:
    what: str
    before: str
    after: str
    reason: str
    source: str
    severity: Severity = Severity.MEDIUM
    confidence: float = 0.65
