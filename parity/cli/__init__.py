"""The command line: parses, prints, exits. One command a file; everything it does is in `workflows`."""

from __future__ import annotations


def main() -> None:
    """Entry point of the `parity` command."""
    from parity.cli.app import app  # the package itself stays free to import

    app()
