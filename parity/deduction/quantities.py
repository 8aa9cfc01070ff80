"""Amounts in words, for reasons and evidence."""

from __future__ import annotations


def size_in_words(number: int | None) -> str:
    """Bytes in the largest unit that leaves a digit before the point: 67108864 -> "64 MiB"."""
    if number is None:
        return "no limit"
    amount, units = float(number), ("B", "KiB", "MiB", "GiB", "TiB")
    unit = 0
    while amount >= 1024 and unit < len(units) - 1:
        amount, unit = amount / 1024, unit + 1
    return f"{amount:.0f} {units[unit]}" if amount >= 10 or amount == int(amount) else f"{amount:.1f} {units[unit]}"


def bound_in_words(number: int | None) -> str:
    """A limit: "1024", "unlimited"."""
    return "unlimited" if number is None else str(number)


def listed(names: tuple[str, ...] | list[str], most: int = 5) -> str:
    """The first of several names, and how many more there are: "a, b and 3 more"."""
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
