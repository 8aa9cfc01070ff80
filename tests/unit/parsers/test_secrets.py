"""Secrets are told from settings, and only a short digest of them is kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parity.collectors.settings import variable
from parity.parsers.secrets import DIGITS, marked_words, without_secrets
from parity.parsers.session import belongs_to_session

TOKEN = "ghp_" + "a1B2" * 9


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DB_PASSWORD", "hunter2"), ("PGPASSWORD", "hunter2"), ("AWS_SECRET_ACCESS_KEY", "abc"), ("HF_TOKEN", "x"),
        ("API_KEY", "x"), ("SENTRY_DSN", "https://x"), ("ANYTHING", TOKEN), ("GREETING", f"hello {TOKEN}"),
        ("MY_PRIVATE_KEY", "-----BEGIN RSA PRIVATE KEY-----"), ("github_token", "x"), ("REDIS_AUTH", "x"),
        ("AWS_ACCESS_KEY_ID", "x"), ("MYSQL_PWD", "x"), ("JWT_SECRET_OLD", "x"), ("DBPASSWORD", "x"),
        ("HF_TOKEN_2", "x"),
        ("CREDENTIALS_JSON", "{}"), ("AUTH_TOKENS", "a,b"),
        ("NOTIFY", "https://hooks.slack.com/services/T0/B0/" + "x" * 24),
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
        ("KEYBOARD", "us"), ("DB_PASSWORD", ""), ("MONKEY", "1"), ("AUTHOR", "me"), ("MAX_TOKENS", "512"),
        ("REQUIRE_AUTH", "true"), ("SECRET_NAME", "shop-db"), ("TOKEN_LIMIT", "8"), ("JWT_PUBLIC_KEY", "abc"),
        ("DEFAULT_SECRET_PROVIDER", "vault"), ("REPOSITORY", "ssh://git@github.com/x/y"), ("MODEL", "task-sk-learn"),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_secret_is_kept(name: str, value: str) -> None:
    assert variable(name, value).value == value
    assert variable(name, value).secret is None


def test_of_a_url_the_credentials_go_and_a_change_in_them_still_shows() -> None:
    kept = variable("DATABASE_URL", "postgres://u:first@db/shop")
    assert kept.value == "postgres://***@db/shop"
    assert kept != variable("DATABASE_URL", "postgres://u:second@db/shop")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgres://u:p@ss@db:5432/shop", "postgres://***@db:5432/shop"),
        ("https://x.blob/y?sv=1&sig=abc%2F&se=2", "https://x.blob/y?sv=1&sig=***&se=2"),
        ("Server=db;User=sa;Password=p w;Pooling=1", "Server=db;User=sa;Password=*** w;Pooling=1"),
        ("Authorization=Bearer abcdefgh12", "Authorization=Bearer ***"),
        ("-Djavax.net.ssl.keyStorePassword=changeit -Xmx1g", "-Djavax.net.ssl.keyStorePassword=*** -Xmx1g"),
        (f"curl -H 'x: {TOKEN}' url", "curl -H 'x: ***' url"),
        ("git+ssh://git@github.com/x/y", "git+ssh://git@github.com/x/y"),
        ("basic authentication for --tokenizer=fast", "basic authentication for --tokenizer=fast"),
    ],
)
def test_secrets_inside_a_text(text: str, shown: str) -> None:
    assert without_secrets(text) == shown


def test_of_a_command_secrets_go_and_a_change_in_them_still_shows() -> None:
    command = ("serve", "--password", "first", "--api-key=k1", "--port", "80", "--verbose", "--token", "--x")
    shown = marked_words(command)
    assert (shown[0], shown[1], *shown[4:]) == ("serve", "--password", "--port", "80", "--verbose", "--token", "--x")
    assert not {"first", "k1"} & set("".join(shown).replace("=", " ").split())
    assert shown != marked_words(tuple("second" if word == "first" else word for word in command))


@given(st.text(), st.text())
def test_nothing_that_is_text_breaks_it(name: str, value: str) -> None:
    kept = variable(name, value)
    assert kept.value is not None or kept.secret is not None


def test_long_texts_take_no_time_to_speak_of() -> None:
    for text in ("a" * 500_000, "://" * 100_000, "&token" * 80_000, "eyJ" + "a" * 500_000, "-----BEGIN " * 50_000):
        assert without_secrets(text)


@pytest.mark.parametrize("value", ["\ud800", "\udcff"])
def test_undecodable_secrets(value: str) -> None:
    assert variable("DB_PASSWORD", value) != variable("DB_PASSWORD", "?")


def test_session_variables() -> None:
    assert all(
        map(
            belongs_to_session,
            (
                "SHLVL",
                "TERM",
                "SSH_CLIENT",
                "XDG_RUNTIME_DIR",
                "GITHUB_SHA",
                "REDIS_SERVICE_HOST",
                "DB_PORT_5432_TCP_ADDR",
            ),
        )
    )
    assert not any(
        map(belongs_to_session, ("PATH", "LANG", "OMP_NUM_THREADS", "HOME", "XDG_CACHE_HOME", "DB_PORT", "PYTHONPATH"))
    )
