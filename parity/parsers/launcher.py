"""Launchers: the scripts that installers generate for entry points, recognised by their text.

pip takes its text from distlib, uv has one of its own, conda, older setuptools and poetry-core have theirs; only the
module, the attribute and the interpreter's path differ from one launcher to the next.
"""

from __future__ import annotations

import re

from parity.parsers.shebang import body

MAX_LAUNCHER_BYTES = 64 << 10
NOISE = re.compile(r"^\s*(?:#.*)?$")
KNOWN_LINES = tuple(
    re.compile(pattern)
    for pattern in (
        r"import (?:re|sys)(?:, ?(?:re|sys))?",
        r"from (?P<module>[\w.]+) import (?P<name>\w+)",
        r"if __name__ == ['\"]__main__['\"]:",
        r"sys\.argv\[0\] = re\.sub\(r?['\"]\(-script\\\.pyw\??(?:\|\\\.exe)?\)\?\$['\"], ?['\"]{2}, sys\.argv\[0\]\)",
        r"(?:el)?if sys\.argv\[0\]\.endswith\(['\"](?:-script\.pyw|\.exe)['\"]\):",
        r"sys\.argv\[0\] = sys\.argv\[0\](?:\.removesuffix\(['\"]\.exe['\"]\)|\[:-(?:4|11)\])",
        r"(?:sys\.exit|raise SystemExit)\((?P<called>[\w.]+)\(\)\)",
    )
)


def is_generated(script: bytes, target: str) -> bool:
    """Whether a script does nothing but call `target` ("module:attribute"), whatever interpreter it names."""
    try:
        text = body(script).decode("utf-8")
    except UnicodeDecodeError:
        return False
    module, _, attribute = target.partition(":")
    imported = called = False
    for line in text.splitlines():
        if NOISE.match(line):
            continue
        found = next((match for known in KNOWN_LINES if (match := known.fullmatch(line.strip()))), None)
        if found is None:
            return False
        values = found.groupdict()
        if "module" in values:
            if (values["module"], values["name"]) != (module, attribute.split(".")[0]):
                return False
            imported = True
        if "called" in values:
            if values["called"] != attribute:
                return False
            called = True
    return imported and called
