"""The extension modules of two installations of a distribution: whether others have taken their place."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from parity.model.edits import CoreEdit

MOST_NAMED = 5
OBJECT = re.compile(r"([^/.]+)(?:\.[\w-]+)*\.so$")  # "_ext" of pkg/_ext.cpython-311-x86_64-linux-gnu.so
CARRIED = ".libs/"  # where auditwheel puts libraries that are not the distribution's own


def replaced_core(older: Iterable[str], newer: Iterable[str]) -> CoreEdit | None:
    """What was compiled before and since, by the names of files; None where a module stayed, or a side has none.

    A module that only moved to another package, or got another tag, has stayed.
    """
    one, other = _modules(older), _modules(newer)
    if not one or not other or one & other:
        return None
    return CoreEdit(older=tuple(sorted(one)[:MOST_NAMED]), newer=tuple(sorted(other)[:MOST_NAMED]))


def _modules(names: Iterable[str]) -> set[str]:
    found = (OBJECT.search(posixpath.basename(name)) for name in names if CARRIED not in name)
    return {match[1] for match in found if match}
