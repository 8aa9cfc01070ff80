"""Secrets are told from settings, and only a short digest of them is kept."""

from __future__ import annotations

import pytest

from parity.collectors.settings import variable
from parity.parsers.secrets import DIGITS
from parity.parsers.session import belongs_to_session

TOKEN = "ghp_" + "a1B2" * 9


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "hunter2"), ("PGPASSWORD", "hunter2"), ("AWS_SECRET_ACCESS_KEY", "abc"), ("HF_TOKEN", "x"),
        ("API_KEY", "x"), ("SENTRY_DSN", "https://x"), ("ANYTHING", TOKEN), ("GREETING", f"hello {TOKEN}"),
        ("MY_PRIVATE_KEY", "-----BEGIN RSA PRIVATE KEY-----"), ("github_token", "x"), ("REDIS_AUTH", "x"),
    ],
)  # fmt: skip
def test_a_secret_is_kept_as_a_short_digest_only(name: str, value: str) -> None:
    kept = variable(name, value)
    assert kept.value is None
    assert kept.secret is not None
    assert len(kept.secret) == DIGITS
    assert kept == variable(name, value)
    assert kept != variable(name, value + "x")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TOKENIZERS_PARALLELISM", "false"), ("PWD", "/app"), ("GPG_KEY", "A035C8C19219BA821ECEA86B64E628F8D684696D"),
        ("PASSWORD_FILE", "/run/secrets/db"), ("SSL_CERT_FILE", "/etc/ssl/x.pem"), ("OMP_NUM_THREADS", "4"),
        ("KEYBOARD", "us"), ("DB_PASSWORD", ""), ("MONKEY", "1"), ("AUTHOR", "me"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_secret_is_kept(name: str, value: str) -> None:
    assert variable(name, value).value == value
    assert variable(name, value).secret is None


def test_of_a_url_the_credentials_go_and_a_change_in_them_still_shows() -> None:
    kept = variable("DATABASE_URL", "postgres://u:first@db/shop")
    assert kept.value == "postgres://***@db/shop"
    assert kept != variable("DATABASE_URL", "postgres://u:second@db/shop")


def test_session_variables() -> None:
    assert all(map(belongs_to_session, ("SHLVL", "TERM", "SSH_CLIENT", "XDG_RUNTIME_DIR")))
    assert not any(map(belongs_to_session, ("PATH", "LANG", "OMP_NUM_THREADS", "HOME")))
