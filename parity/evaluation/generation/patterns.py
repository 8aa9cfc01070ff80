"""Texts that a regular expression matches. What it does not know of the syntax it leaves out: texts may miss then."""

from __future__ import annotations

import random
import string

MAX_PATTERN = 400
MAX_NESTING = 12
_CLASSES = {
    "d": string.digits, "w": string.ascii_letters + string.digits + "_", "s": " \t",
    "D": "ab -", "W": " -.!", "S": "aB3é",
}  # fmt: skip
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}
_ANY = "aZ5 _-.é"


def matching(pattern: str, rng: random.Random) -> str:
    """One text that the pattern (nearly always) matches."""
    return _Writer(pattern[:MAX_PATTERN], rng).alternatives(0)


class _Writer:
    def __init__(self, pattern: str, rng: random.Random) -> None:
        self.pattern = pattern
        self.rng = rng
        self.place = 0

    def alternatives(self, depth: int) -> str:
        """All branches are written, to get past them; one is taken."""
        made = [self.branch(depth)]
        while self.peek() == "|":
            self.place += 1
            made.append(self.branch(depth))
        return self.rng.choice(made)

    def branch(self, depth: int) -> str:
        made: list[str] = []
        while self.place < len(self.pattern) and self.peek() not in ("|", ")"):
            start = self.place
            atom = self.atom(depth)
            end = self.place
            low, high = self.times()
            after = self.place
            for count in range(self.rng.randint(low, max(low, min(high, low + 3)))):
                if count == 0:
                    made.append(atom)
                    continue
                self.place = start
                made.append(self.atom(depth))
            self.place = max(after, end)
            if sum(map(len, made)) > 200:
                break
        return "".join(made)

    def peek(self) -> str:
        return self.pattern[self.place] if self.place < len(self.pattern) else ""

    def take(self) -> str:
        sign = self.peek()
        self.place += 1
        return sign

    def times(self) -> tuple[int, int]:
        sign = self.peek()
        low, high = 1, 1
        if sign in ("*", "+", "?") and sign:
            self.place += 1
            low, high = {"*": (0, 3), "+": (1, 4), "?": (0, 1)}[sign]
        elif sign == "{":
            end = self.pattern.find("}", self.place)
            parts = self.pattern[self.place + 1 : end].split(",") if end > 0 else []
            if parts and all(part.strip().isdigit() or not part for part in parts):
                self.place = end + 1
                low = min(int(parts[0] or 0), 40)
                high = min(int(parts[-1] or low + 3), 40)
        if (low, high) != (1, 1) and self.peek() in ("?", "+") and self.peek():
            self.place += 1
        return low, high

    def atom(self, depth: int) -> str:
        sign = self.take()
        if sign == "(":
            return self.group(depth + 1)
        if sign == "[":
            return self.among()
        if sign == "\\":
            return self.escaped()
        if sign == ".":
            return self.rng.choice(_ANY)
        return "" if sign in ("^", "$") else sign

    def escaped(self) -> str:
        sign = self.take()
        if sign in _CLASSES:
            return self.rng.choice(_CLASSES[sign])
        return "" if sign in ("b", "B", "A", "Z", "z") or sign.isdigit() else _ESCAPES.get(sign, sign)

    def group(self, depth: int) -> str:
        silent = False
        if self.peek() == "?":
            self.place += 1
            sign = self.take()
            if sign == "P" and self.peek() == "<":
                self.place = self.pattern.find(">", self.place) + 1 or len(self.pattern)
            elif sign in ("=", "!"):
                silent = sign == "!"
            elif sign == "<":
                silent = self.peek() in ("=", "!")
                self.place += 1
            else:
                while sign not in (":", ")", ""):  # flags
                    sign = self.take()
                if sign == ")":
                    return ""
        if depth > MAX_NESTING:
            self.place = len(self.pattern)
            return ""
        made = self.alternatives(depth)
        if self.peek() == ")":
            self.place += 1
        return "" if silent else made

    def among(self) -> str:
        """A class of characters."""
        negated = self.peek() == "^"
        if negated:
            self.place += 1
        signs: list[str] = []
        first = True
        while self.place < len(self.pattern) and (first or self.peek() != "]"):
            first = False
            sign = self.take()
            if sign == "\\":
                sign = self.take()
                signs.extend(_CLASSES.get(sign, _ESCAPES.get(sign, sign)))
                continue
            if self.peek() == "-" and self.pattern[self.place + 1 : self.place + 2] not in ("]", ""):
                self.place += 1
                last = self.take()
                signs.extend(chr(c) for c in range(ord(sign), min(ord(last), ord(sign) + 128) + 1))
            else:
                signs.append(sign)
        self.place += 1
        if negated:
            signs = [c for c in string.ascii_letters + string.digits + " .,-_é" if c not in signs]
        return self.rng.choice(signs) if signs else ""
