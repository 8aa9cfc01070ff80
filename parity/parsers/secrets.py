"""Which environment variables hold secrets, and how two sides can be compared without keeping them."""

from __future__ import annotations

import hashlib
import re

DIGITS = 8  # 32 bits: enough to see a difference, too little to confirm a guess with

# Words in a name that say its value is a secret; "_KEY" alone would also hide PUBLIC_KEY_PATH and the like.
SECRET_NAME = re.compile(
    r"(PASSWORDS?|PASSWD|PASSPHRASE|SECRETS?|CREDENTIALS?|APIKEYS?"
    r"|(^|_)(PWD|TOKENS?|API_?KEYS?|ACCESS_?KEYS?|PRIVATE_?KEYS?|SIGNING_?KEY|ENCRYPTION_?KEY|AUTH|DSN|COOKIE|SESSION_?KEY"
    r"|SALT|WEBHOOK(_URL)?|CONNECTION_?STRING|KEY))(_ID|_B64|_BASE64)?$",
    re.IGNORECASE,
)
NOT_SECRET = frozenset({"PWD", "OLDPWD", "GPG_KEY"})  # GPG_KEY: fingerprint of the key that signs CPython's releases
# Settings that only look so: TOKENIZERS_PARALLELISM does not match, HF_TOKEN does.
POINTS_TO_FILE = re.compile(r"_(FILE|PATH|DIR|NAME|HEADER|PREFIX)$", re.IGNORECASE)

SECRET_VALUE = re.compile(
    r"\b(gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|AKIA[0-9A-Z]{16}|ASIA[0-9A-Z]{16}|sk-[\w-]{20,}"
    r"|xox[abprs]-[\w-]{10,}|hf_[A-Za-z0-9]{20,}|AIza[\w-]{35}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}|npm_[A-Za-z0-9]{30,}"
    r"|pypi-[\w-]{30,})|-----BEGIN [A-Z ]*PRIVATE KEY-----"
)
URL_CREDENTIALS = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*://)(?P<who>[^/\s@]+)@", re.IGNORECASE)


def is_secret(name: str, value: str) -> bool:
    """Whether the value must not be kept, by the variable's name or by the value's own shape."""
    if not value or name in NOT_SECRET:
        return False
    if SECRET_VALUE.search(value):
        return True
    return bool(SECRET_NAME.search(name)) and not POINTS_TO_FILE.search(name)


def without_credentials(value: str) -> str:
    """User and password of a URL removed: "postgres://u:p@db/x" -> "postgres://***@db/x"."""
    return URL_CREDENTIALS.sub(lambda found: f"{found['scheme']}***@", value)


def has_credentials(value: str) -> bool:
    """Whether a URL in the value carries a user or a password."""
    return bool(URL_CREDENTIALS.search(value))


def digest(name: str, value: str) -> str:
    """A short digest, salted with the name: the same secret on both sides gives the same one."""
    return hashlib.sha256(f"envparity\0{name}\0{value}".encode("utf-8", "surrogateescape")).hexdigest()[:DIGITS]
