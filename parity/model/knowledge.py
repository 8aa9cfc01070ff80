"""Which knowledge counts in a comparison."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class KnowledgeScope:
    """What is shipped, what the user adds, and what is left out.

    Attributes:
        directories: the user's, asked before what is shipped, in this order; laid out as `parity/knowledge` is.
        without: names of things of which nothing documented is taken into account, to see what the evidence alone says.
    """

    directories: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()


SHIPPED = KnowledgeScope()
