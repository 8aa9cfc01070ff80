"""Every error parity raises on purpose; what merely could not be seen is a `Gap`, a value."""

from __future__ import annotations


class ParityError(Exception):
    """Root of all. Says what was attempted, on what, and what to do next.

    Args:
        attempted: what parity was doing, as a verb phrase: "read the image archive".
        subject: on what: a path, a reference, an option.
        problem: what went wrong there.
        remedy: what the user can do next; a sentence, or empty where the problem says it all.
    """

    def __init__(self, attempted: str, subject: str, problem: str, remedy: str = "") -> None:
        self.attempted = attempted
        self.subject = subject
        self.problem = problem
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        text = f"cannot {self.attempted} {self.subject!r}: {self.problem}"
        return f"{text}; {self.remedy}" if self.remedy else text


class UnknownReference(ParityError):
    """A reference names nothing that parity can open."""


class SourceError(ParityError):
    """A source was found but cannot be read: truncated, not an image, no daemon, no permission."""


class LimitExceeded(SourceError):
    """Reading went past a bound that keeps hostile input from exhausting the machine."""


class SnapshotError(ParityError):
    """A snapshot file is malformed, or of a schema this version does not know."""


class ConfigurationError(ParityError):
    """An option, a policy or a knowledge file says something parity does not understand."""


class PackageIndexError(ParityError):
    """A package index cannot be reached, refuses, or lists what makes no sense."""


class ConflictingHashes(PackageIndexError):
    """Two indexes have a file of one name with different content: which one is meant cannot be known."""


class LockError(ParityError):
    """A lock cannot be made of these environments, or cannot be said in this format."""


class FileUnreadable(Exception):
    """One file inside a root cannot be read. Collectors turn it into a `Gap` at its place."""

    def __init__(self, path: str, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"{path}: {reason}")
