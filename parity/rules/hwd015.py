"""HWD015: data on another kind of file system, or on one that is nearly full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change, ChangeKind
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.hardware import Numa, Storage
from parity.model.keys import Domain, Key
from parity.model.side import Side

NETWORK = frozenset({
    "nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "glusterfs", "lustre", "beegfs", "gpfs", "afs", "9p", "virtiofs",
    "ocfs2", "gfs2", "fuse",
})  # fmt: skip
_FULL = "https://man7.org/linux/man-pages/man2/write.2.html"
_SOURCE = "https://man7.org/linux/man-pages/man5/nfs.5.html"


def _storage(before: str, after: str, rotates: tuple[bool | None, bool | None] = (None, None)) -> Change:
    old, new = (Storage(kind=kind, rotates=turns) for kind, turns in zip((before, after), rotates, strict=True))
    return Change.of(Key(Domain.HARDWARE, "storage:/models"), old, new)


class HWD015(Rule):
    """Models or data lie on a file system over the network, on a slower disk, or on a full one, on one side only.

    What it detects:
        The kind of file system under the working directory and under directories where models and data are kept (NFS,
        SMB, Ceph, Lustre, FUSE against a local one), whether its disk has turning plates, and whether it is by NVMe;
        that few GiB are left there, or that prod lacks a directory of models.
    Why it matters:
        Loading a model and reading data take many times as long at the first access, and mapped files fetch their pages
        while requests wait. What is read is the same. Where no room is left, downloads of models, caches and data that
        is spilled fail with "No space left on device".
    Known false alarms:
        Services that read everything once when they start; FUSE file systems of a local disk.
    What to do:
        Copy models to a local disk before serving, or measure a cold start where it is served.
    References:
        https://man7.org/linux/man-pages/man5/nfs.5.html
    """

    name = "storage"
    domain = Domain.HARDWARE
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        yield Example("over the network in prod", _storage("ext4", "nfs4"), Risk.PERFORMANCE, Severity.MEDIUM)
        yield Example(
            "a bucket that is mounted", _storage("overlay", "fuse.gcsfuse"), Risk.PERFORMANCE, Severity.MEDIUM
        )
        plates = _storage("ext4", "ext4", (False, True))
        yield Example("turning plates in prod", plates, Risk.PERFORMANCE, Severity.MEDIUM)
        old, new = (Storage(kind="ext4", rotates=False, disk=disk) for disk in ("nvme", "sd"))
        serial = Change.of(plates.key, old, new)
        yield Example("by SATA in prod", serial, Risk.PERFORMANCE, Severity.MEDIUM)
        yield Example("in memory in dev", _storage("tmpfs", "overlay"), Risk.PERFORMANCE, Severity.MEDIUM)
        full = Change.of(plates.key, Storage(kind="ext4"), Storage(kind="ext4", free=1))
        yield Example("nearly full in prod", full, Risk.BEHAVIOUR, Severity.MEDIUM)
        yield Example(
            "not there in prod", Change.of(plates.key, Storage(kind="ext4"), None), Risk.BEHAVIOUR, Severity.MEDIUM
        )
        yield Example("only there in prod", Change.of(plates.key, None, Storage(kind="ext4")), Risk.NONE, Severity.INFO)
        yield Example("two local ones", _storage("ext4", "xfs"), Risk.NONE, Severity.INFO)
        other = Change.of(Key(Domain.HARDWARE, "numa"), Numa(nodes=1), Numa(nodes=2))
        yield Example("something else", other, None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if change.kind is ChangeKind.UNKNOWN or not isinstance(before or after, Storage):
            return
        slow = _slower(before, after) if isinstance(before, Storage) and isinstance(after, Storage) else None
        place = change.key.name.partition(":")[2]
        place = "the working directory" if place == "." else place
        evidence = (Evidence(what=f"file system of {place}", before=_words(before), after=_words(after)),)
        if _lacks_models(place, before, after):
            yield self.finding(
                change, risk=Risk.BEHAVIOUR, severity=Severity.MEDIUM, confidence=0.55,
                reason=f"{Side.AFTER} has no {place}: models that lie there cannot be loaded, or are fetched anew",
                remedy=f"mount or copy {place} there too, or point the application at where its models lie",
                evidence=evidence,
            )  # fmt: skip
            return
        if short := _shorter(before, after):
            yield self.finding(
                change, risk=Risk.BEHAVIOUR, severity=Severity.MEDIUM, confidence=0.5,
                reason=f"{place}: {short}: downloads, caches and data that is spilled fail where no room is left",
                remedy="make room there, or point caches (HF_HOME, TMPDIR) at another disk",
                evidence=evidence, sources=(_FULL,),
            )  # fmt: skip
        if slow is None and not short:
            yield self.harmless(
                change,
                confidence=0.8,
                evidence=evidence,
                reason=f"{place} lies on one side only, or on local disks on both",
            )
        if slow is None:
            return
        yield self.finding(
            change, risk=Risk.PERFORMANCE, severity=Severity.MEDIUM, confidence=0.65,
            reason=f"{place}: {slow}: loading models and reading data take longer there",
            remedy="copy models and data to a local disk before serving, or measure a cold start there",
            evidence=evidence, sources=(_SOURCE,),
        )  # fmt: skip


def _lacks_models(place: str, before: object, after: object) -> bool:
    """Whether prod has no such directory; one that only prod has harms nobody, and one for anything may be empty."""
    return "model" in place and before is not None and after is None


def _shorter(before: object, after: object) -> str | None:
    """Which side has few GiB left, where the other has at least twice as many, or plenty."""
    if not (isinstance(before, Storage) and isinstance(after, Storage)):
        return None
    for side, value, other in ((Side.AFTER, after, before), (Side.BEFORE, before, after)):
        if value.free is not None and (other.free is None or other.free >= 2 * value.free + 1):
            return f"less than {value.free + 1} GiB are free in {side}"
    return None


def _slower(before: Storage, after: Storage) -> str | None:
    disks = {before.disk, after.disk}
    for test, words in ((_is_remote, "over the network"), (_turns, "on a disk with turning plates")):
        if test(before) is not test(after):
            return f"{words} in {Side.AFTER if test(after) else Side.BEFORE} only"
    if (before.kind == "tmpfs") is not (after.kind == "tmpfs"):
        return f"not in memory (tmpfs) in {Side.BEFORE if after.kind == 'tmpfs' else Side.AFTER} only"
    if disks == {"nvme", "sd"}:  # a virtual disk may be either
        return f"on a disk without NVMe in {Side.AFTER if after.disk == 'sd' else Side.BEFORE} only"
    return None


def _is_remote(value: Storage) -> bool:
    return value.kind in NETWORK or value.kind.startswith("fuse.")


def _turns(value: Storage) -> bool:
    return value.rotates is True


def _words(value: object) -> str | None:
    if not isinstance(value, Storage):
        return None
    left = "" if value.free is None else f", less than {value.free + 1} GiB free"
    return value.kind + {True: ", turning plates", False: ", no turning plates", None: ""}[value.rotates] + left
