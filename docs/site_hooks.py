"""Hooks of mkdocs: pages that the navigation does not name are listed all the same, links out of docs/ become text."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

HOW_TO = (
    "locking.md",
    "bisecting.md",
    "hooks.md",
    "attestation.md",
)  # where they are there; the rest stands under "More"
ROOT = Path(__file__).resolve().parents[1]
OUTSIDE = re.compile(r"\[([^\]]+)\]\((\.\./[^)\s]+)\)")


def on_config(config: Any) -> Any:
    """A page that nobody has put anywhere stands under "More"."""
    named = set(re.findall(r"[\w./-]+\.md", str(config.nav)))
    others = sorted(path.name for path in Path(config.docs_dir).glob("*.md") if path.name not in named)
    for section in config.nav:
        if isinstance(section, dict) and "How-to guides" in section:
            section["How-to guides"].extend(name for name in HOW_TO if name in others)
    others = [name for name in others if name not in HOW_TO]
    if others:
        config.nav.append({"More": others})
    return config


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """What lies elsewhere in the repository is named; a name of nothing ends the build."""

    def named(found: re.Match[str]) -> str:
        place = (ROOT / "docs" / found[2].partition("#")[0]).resolve()
        if not place.exists():
            raise FileNotFoundError(f"{page.file.src_path} links to {found[2]}, which is not there")
        return f"{found[1]} (`{place.relative_to(ROOT)}`)"

    return OUTSIDE.sub(named, markdown)
