"""Parses the records of a pax extended header (POSIX.1-2001): "<length> <keyword>=<value>\\n"."""

from __future__ import annotations

SPARSE_PAIRS = ("GNU.sparse.offset", "GNU.sparse.numbytes")
SPARSE_MAP = "GNU.sparse.map"


def parse_records(data: bytes) -> dict[str, str]:
    """Keyword to value, UTF-8 with surrogate escapes. Raises ValueError where it is malformed.

    GNU's sparse format 0.0 repeats two keywords, once per piece; they are joined as format 0.1 writes them:
    "GNU.sparse.map" = "<offset>,<bytes>,<offset>,<bytes>".
    """
    records: dict[str, str] = {}
    pairs: list[str] = []
    at = 0
    while at < len(data):
        space = data.find(b" ", at, at + 21)
        digits = data[at:space] if space > 0 else b""
        if not digits.isdigit():
            if not data[at:].strip(b"\0"):
                break
            raise ValueError(f"no length at byte {at}")
        end = at + int(digits)
        record = data[space + 1 : end]
        keyword, equals, value = record.partition(b"=")
        if end > len(data) or not equals or not value.endswith(b"\n"):
            raise ValueError(f"the record at byte {at} does not end where it says")
        name, text = keyword.decode("utf-8", "surrogateescape"), value[:-1].decode("utf-8", "surrogateescape")
        if name in SPARSE_PAIRS:
            pairs.append(text)
        else:
            records[name] = text
        at = end
    if pairs:
        records[SPARSE_MAP] = ",".join(pairs)
    return records
