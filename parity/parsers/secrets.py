"""Which environment variables and texts hold secrets, and how two sides can be compared without keeping them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

# Short and slow to make: enough to see a difference, while a guess costs a second a hundred and stays a guess.
DIGITS = 6
ROUNDS = 20_000
HIDDEN = "***"

# Words that make a value secret wherever they stand in a name, and words that do so at its end.
SECRET_NAME = re.compile(
    r"PASSWORD|PASSWD|PASSPHRASE|SECRET|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|SIGNING_?KEY|ENCRYPTION_?KEY"
    r"|ACCOUNT_?KEY|CONNECTION_?STRING|(AUTH|API|ACCESS|REFRESH|BEARER)_?TOKENS"
    r"|(^|_)(PWD|TOKEN|KEY|AUTH|DSN|COOKIE|SALT|JWT|WEBHOOK(_URL)?)(_(ID|B64|BASE64|V?\d+|OLD|NEW|PROD|DEV))?$",
    re.IGNORECASE,
)
# What only describes a secret: where it is, how it is used. TOKENIZERS_PARALLELISM and MAX_TOKENS match neither.
ABOUT_A_SECRET = re.compile(
    r"PUBLIC_?KEY|_(FILE|PATH|DIR|NAME|HEADER|PREFIX|TYPE|LENGTH|TTL|EXPIRY|TIMEOUT|ENABLED|PROVIDER|ALGORITHM|POLICY)$",
    re.IGNORECASE,
)
NOT_SECRET = frozenset({"PWD", "OLDPWD", "GPG_KEY"})  # GPG_KEY: fingerprint of the key that signs CPython's releases
SWITCH = re.compile(r"true|false|yes|no|on|off|none|null|[01]?", re.IGNORECASE)

# Tokens by the prefixes that their issuers document so that scanners can find them.
_ISSUED = (
    r"\b(?:gh[pousr]_[A-Za-z0-9]{20,255}|github_pat_\w{20,255}|glpat-[\w-]{20,255}|A(?:KI|SI)A[0-9A-Z]{16}"
    r"|sk-[\w-]{20,255}|xox[abeprs]-[\w-]{10,255}|hf_[A-Za-z0-9]{20,255}|AIza[\w-]{35}"
    r"|eyJ[\w-]{10,4096}\.eyJ[\w-]{10,4096}(?:\.[\w-]{1,4096})?|npm_[A-Za-z0-9]{30,255}|pypi-[\w-]{30,255}"
    r"|SG\.[\w-]{16,64}\.[\w-]{16,64}|dop_v1_[0-9a-f]{64}|https://hooks\.slack\.com/services/[\w/]{20,100})"
)
_PRIVATE_KEY = r"-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[^-]*"
SHAPES = re.compile(f"{_ISSUED}|{_PRIVATE_KEY}")

_WORDS = (
    r"pass(?:word|wd|phrase)?|pwd|secret|token|signature|sig|credential"
    r"|(?:api|access|secret|private|account|auth)[_-]?key"
)
CONTEXTS = (
    # The user part of a URL, up to the last @ of its authority: people leave an @ in passwords. git@ names a service.
    re.compile(r"(?P<kept>\b[a-z][a-z0-9+.-]{0,20}://)(?!git@)(?P<secret>[^\s/?#]+)(?=@)", re.IGNORECASE),
    # name=value in a query, a connection string, an option.
    re.compile(rf"(?P<kept>(?:^|[?&;,\s])[\w.-]{{0,40}}?(?:{_WORDS})=)(?P<secret>[^&;\s#]+)", re.IGNORECASE),
    re.compile(
        r"(?P<kept>\bauthorization\W{1,4}(?:(?:basic|bearer|token)(?:\s|%20)+)?)(?P<secret>[\w.~+/=-]{8,})",
        re.IGNORECASE,
    ),
)
OPTION = re.compile(rf"--?[\w-]{{0,40}}?(?:{_WORDS})", re.IGNORECASE)


def is_secret(name: str, value: str) -> bool:
    """Whether the value must not be kept, by the variable's name or by the value's own shape."""
    if name in NOT_SECRET or SWITCH.fullmatch(value):
        return False
    if SHAPES.search(value):
        return True
    return bool(SECRET_NAME.search(name)) and not ABOUT_A_SECRET.search(name)


def without_secrets(text: str, mark: Callable[[str], str] = lambda _: HIDDEN) -> str:
    """A text with what is secret in it replaced: "postgres://u:p@db/x" -> "postgres://***@db/x"."""
    for context in CONTEXTS:
        text = context.sub(lambda found: found["kept"] + mark(found["secret"]), text)
    return SHAPES.sub(lambda found: mark(found.group()), text)


def marked(text: str) -> str:
    """A text with each secret replaced by a mark that tells whether two sides have the same one: "***1f0c9a"."""
    return without_secrets(text, _mark)


def marked_words(words: tuple[str, ...]) -> tuple[str, ...]:
    """A command's words, marked; what follows "--password" is a secret by its place."""
    return tuple(
        _mark(word) if before and OPTION.fullmatch(before) and not word.startswith("-") else marked(word)
        for before, word in zip(("", *words), words, strict=False)
    )


def digest(name: str, value: str) -> str:
    """A short digest, salted with the name: the same secret on both sides gives the same one."""
    salt = f"envparity\0{name}".encode("utf-8", "surrogatepass")
    made = hashlib.pbkdf2_hmac("sha256", value.encode("utf-8", "surrogatepass"), salt, ROUNDS)
    return made.hex()[:DIGITS]


def _mark(secret: str) -> str:
    return HIDDEN + digest("", secret)
