"""What a case says of an edit, taken apart: what differs, what stays, and what each side is."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ARROW = re.compile(r"\s*(?:->|→|=>)\s*")
_SAME = re.compile(
    r"(?:\b(?:over|of|with|for|from|on) )?(?:the )?\b(?:same|equal|identical|unchanged)\b"
    r"(?: (?!but\b)\w+)?(?: and \w+$)?"
)
_STAYS = re.compile(r"\b(?:equal|unchanged|identical|the same|kept|as before)\W*$")
_NEGATED = re.compile(r"\bnot (?:the )?(?:same|equal|identical)\b")


@dataclass(frozen=True, slots=True)
class Edit:
    """The words of an edit in lower case.

    Attributes:
        words: all of them.
        acting: those that say what differs.
        same: whether it says that something stays what it is: "same rows", "graph and weights equal".
        before, after: the words for either side: left and right of an arrow; all of them for after where there is none.
    """

    words: str
    acting: str
    same: bool
    before: str
    after: str

    def has(self, *words: str) -> bool:
        """Whether what differs is told by one of these, or by a word that begins so."""
        return any(re.search(rf"(?<![a-z]){re.escape(word)}", self.acting) for word in words)

    def side(self, edited: bool) -> str:
        return self.after if edited else self.before


def edit_of(text: str | None) -> Edit:
    """Take the words of a case apart; none where it does not say what differs."""
    words = (text or "").lower()
    acting, same = _acting(words)
    parts = _ARROW.split(acting, maxsplit=1)
    before, after = (parts[0], parts[1]) if len(parts) == 2 else ("", acting)
    return Edit(words=words, acting=acting, same=same, before=before, after=after)


def _acting(words: str) -> tuple[str, bool]:
    if _NEGATED.search(words):
        return words, False
    segments = []
    same = False
    for segment in re.split(r"\s*;\s*", words):
        if _STAYS.search(segment) and "->" not in segment and "→" not in segment:
            same = True
            continue
        clauses = re.split(r",\s+", segment)
        for clause in clauses:
            if _STAYS.search(clause) and not _ARROW.search(clause):
                same = True
                continue
            bare, count = _SAME.subn(" ", clause)
            same = same or count > 0
            if bare.strip(" :()"):
                segments.append(bare.strip())
    return ", ".join(segments), same
