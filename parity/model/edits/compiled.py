"""What changed inside the machine code of one release."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class CodeEffect(Enum):
    """How a function's machine code differs beyond what a compiler may choose."""

    GONE = "gone"  # others can no longer call it
    TYPES = "types"  # it computes in another precision
    WIDTHS = "widths"  # its integers have other sizes
    CONSTANTS = "constants"  # it computes with other numbers
    FUNCTIONS = "functions"  # it asks for another mathematical function
    SIGNS = "signs"  # its characters have a sign, or none
    FUSED = "fused"  # products and sums are rounded once, or twice
    UNOPTIMISED = "unoptimised"  # only one side was compiled with optimisation
    VECTORS = "vectors"  # only one side computes several numbers at once


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledEdit:
    """One function of a shared object that both sides have.

    Attributes:
        path: of the object, relative to site-packages.
        function: its name; empty where the object as a whole is meant.
        before, after: what differs, in words.
    """

    effect: CodeEffect
    path: str = ""
    function: str = ""
    before: str = ""
    after: str = ""
