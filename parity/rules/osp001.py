"""OSP001: another operating system or release of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from parity.interfaces import Context, Example, Rule, Step
from parity.model.change import Change
from parity.model.finding import Evidence, Finding, Risk, Severity
from parity.model.keys import Domain, Key
from parity.model.system import Release

KEY = Key(Domain.SYSTEM, "release")
POINT_IDS = frozenset(
    {"debian", "rhel", "centos", "rocky", "almalinux", "fedora", "amzn"}
)  # 12.4 and 12.5 are one release


class OSP001(Rule):
    """The two sides run different operating systems, or different releases of one.

    What it detects:
        Another distribution in /etc/os-release (Debian here, Alpine there), another release, or a point release.
    Why it matters:
        All native libraries, the C library, locales and tables change with it. The differences that were found are
        reported on their own; this one says where they come from.
    Known false alarms:
        Point releases, and pure-Python programs that use no system library.
    What to do:
        Build both images from the same base image, pinned by digest.
    References:
        https://www.freedesktop.org/software/systemd/man/latest/os-release.html
    """

    name = "operating-system"
    domain = Domain.SYSTEM
    step = Step.KIND

    def examples(self) -> Iterable[Example]:
        debian = Release(id="debian", version="12", codename="bookworm")
        alpine = Change.of(KEY, debian, Release(id="alpine", version="3.19.1"))
        yield Example("another distribution", alpine, Risk.BEHAVIOUR, Severity.MEDIUM)
        trixie = Change.of(KEY, debian, Release(id="debian", version="13", codename="trixie"))
        yield Example("another release", trixie, Risk.BEHAVIOUR, Severity.LOW)
        point = Change.of(KEY, Release(id="debian", version="12.4"), Release(id="debian", version="12.5"))
        yield Example("a point release", point, Risk.NONE, Severity.INFO)
        yield Example("something else", Change.of(Key(Domain.SYSTEM, "x"), None, None), None)

    def check(self, change: Change, context: Context) -> Iterator[Finding]:
        before, after = change.before, change.after
        if not (isinstance(before, Release) and isinstance(after, Release)):
            if isinstance(before or after, Release):
                yield self._missing(change)
            return
        risk, severity, confidence, reason = _judge(before, after)
        yield self.finding(
            change,
            risk=risk,
            severity=severity,
            confidence=confidence,
            reason=reason,
            remedy="build both images from the same base image, pinned by digest" if risk is not Risk.NONE else "",
            evidence=(Evidence(what="release", before=_words(before), after=_words(after)),),
        )

    def _missing(self, change: Change) -> Finding:
        return self.finding(
            change,
            risk=Risk.BEHAVIOUR,
            severity=Severity.LOW,
            confidence=0.4,
            reason="one side does not say which operating system it is (a distroless or scratch image, or a bare tree)",
            remedy="build both images from the same base image, pinned by digest",
        )


def _judge(before: Release, after: Release) -> tuple[Risk, Severity, float, str]:
    if before.id != after.id:
        reason = "another operating system: its libraries, C library, locales and tables differ as reported"
        return Risk.BEHAVIOUR, Severity.MEDIUM, 0.5, reason
    if before.version is None or after.version is None or _line(before) != _line(after):
        reason = "another release of the operating system: its libraries differ as reported"
        return Risk.BEHAVIOUR, Severity.LOW, 0.4, reason
    return (
        Risk.NONE,
        Severity.INFO,
        0.8,
        "the same release with other updates; what they changed is reported on its own",
    )


def _line(release: Release) -> str:
    """What counts as one release: the first number for those with point releases, else major.minor."""
    parts = (release.version or "").split(".")
    return parts[0] if release.id in POINT_IDS else ".".join(parts[:2])


def _words(release: Release) -> str:
    return " ".join(part for part in (release.id, release.version, release.codename) if part)
