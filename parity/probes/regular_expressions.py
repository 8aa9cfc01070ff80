"""Regular expressions over text."""

import re

REQUIRES = ()
SETTLES = ("interpreter:*", "distribution:regex")

PATTERNS = [r"\b[A-Z][a-z]+\b", r"(\d{1,3}\.){3}\d{1,3}", r"[^\W\d_]+@[\w.]+", r"(?i)error|warning", r"\s{2,}"]


def setup(seed):
    line = "2026-11-2%d Error at Host 10.0.%d.7 mail user@example.org  says Grüße und ÄÖ\n"
    return "".join(line % (i % 10, (i + seed) % 256) for i in range(800))


def run(text):
    found = [re.findall(pattern, text) for pattern in PATTERNS]
    return [len(matches) for matches in found], [matches[:3] for matches in found], re.sub(r"\d+", "#", text)[:200]
