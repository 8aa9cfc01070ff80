"""Modules beside what is installed: files that no distribution owns, and modules that hide others."""

from __future__ import annotations

from collections.abc import Iterator

from parity.environments.placement import in_environment
from parity.environments.reading import inside
from parity.environments.shadowing import Hidden, shadowed
from parity.environments.unowned import MAX_UNOWNED, Unowned, unowned
from parity.errors import FileUnreadable
from parity.interfaces import Target
from parity.model.distribution import ShadowingModule, UnownedFile, UnownedFiles
from parity.model.facts import Fact, Gap
from parity.model.keys import Domain, Key


class Strays:
    """Facts on modules that no list of packages shows."""

    domain = Domain.DISTRIBUTION

    def collect(self, target: Target) -> Iterator[Fact | Gap]:
        found = unowned(target)
        yield from _unowned(found, target)
        for directory, reason in sorted(found.problems.items()):
            yield Gap(domain=self.domain, subject="unowned:*", reason=f"{directory}: {reason}")
        if not found.complete:
            reason = f"more than {MAX_UNOWNED} files belong to no distribution; the rest was not looked at"
            yield Gap(domain=self.domain, subject="unowned:*", reason=reason)
        for hidden in shadowed(target):
            value = ShadowingModule(path=_told(hidden, target), hides=hidden.hides)
            yield Fact(Key(self.domain, f"shadowing:{hidden.module}"), value)


def _unowned(found: Unowned, target: Target) -> Iterator[Fact | Gap]:
    assert target.serving is not None or not found.files
    owners = {name: one.name for one in reversed(target.installed) for name in one.top_level}
    paths = [path for files in found.files.values() for path in files]
    digests = dict(target.files.hashes(target.files.storage_order(paths)))
    for name, files in sorted(found.files.items()):
        rows = []
        for path in sorted(files):
            digest = digests.get(path)
            if isinstance(digest, FileUnreadable):
                yield Gap(domain=Domain.DISTRIBUTION, subject=f"unowned:{name}", reason=f"{path}: {digest.reason}")
            elif digest is not None and target.serving is not None:
                rows.append(UnownedFile(path=in_environment(path, target.serving), sha256=digest))
        if rows:
            value = UnownedFiles(files=tuple(rows), beside=owners.get(name))
            yield Fact(Key(Domain.DISTRIBUTION, f"unowned:{name}"), value)


def _told(hidden: Hidden, target: Target) -> str:
    root = next((root for root in target.code_roots if root != "/" and inside(hidden.path, root)), None)
    return hidden.path if root is None else hidden.path[len(root.rstrip("/")) + 1 :]
