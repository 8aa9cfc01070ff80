"""The command line: parses, prints, exits. One command a file; everything it does is in `workflows`."""

from __future__ import annotations

import gc

# A check makes syntax trees and facts by the million, with hardly a cycle among them: at Python's usual pace the search
# for cycles took more than a third of its time, and found nothing.
COLLECTED_AFTER = (100_000, 50, 100)


def main() -> None:
    """Entry point of the `parity` command."""
    gc.set_threshold(*COLLECTED_AFTER)
    from parity.cli.app import app  # the package itself stays free to import

    app()
