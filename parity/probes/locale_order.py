"""Sorting, case, encodings and formats of the locale."""

import locale
import sys
import time
import unicodedata

REQUIRES = ()
SETTLES = (
    "setting:env:LANG",
    "setting:env:LC_*",
    "setting:locale",
    "setting:env:PYTHONUTF8",
    "setting:env:PYTHONIOENCODING",
    "system:*locale*",
    "interpreter:*",
)

WORDS = ["b", "A", "a", "B", "ä", "Z", "z", "é", "e", "Ö", "o", "-x", "x", "10", "9", "ß", "ss", "İ", "i"]


def run():
    locale.setlocale(locale.LC_ALL, "")
    return {
        "order": sorted(WORDS, key=locale.strxfrm),
        "case": [word.upper() + word.lower() + word.casefold() for word in WORDS],
        "normal": [unicodedata.normalize("NFKD", word) for word in WORDS],
        "unicode": unicodedata.unidata_version,
        "encoding": [locale.getpreferredencoding(False).upper(), sys.getfilesystemencoding(), sys.stdout.encoding],
        "number": locale.format_string("%.2f", 1234567.891, grouping=True),
        "day": time.strftime("%A %B %x", time.gmtime(0)),
    }
