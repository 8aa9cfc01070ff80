"""Which indexes pip would ask, and that nobody sees the passwords."""

from __future__ import annotations

from pathlib import Path

import pytest

from parity.errors import ConfigurationError
from parity.index.configuration import IndexOptions, IndexSettings, config_files, index_settings


def settings(
    tmp_path: Path, *texts: str, environ: dict[str, str] | None = None, options: IndexOptions | None = None
) -> IndexSettings:
    files = []
    for number, text in enumerate(texts):
        files.append(tmp_path / f"{number}.conf")
        files[-1].write_text(text)
    return index_settings(options, environ=environ or {}, files=files)


def urls(found: IndexSettings) -> list[str]:
    return [one.url for one in found.locations]


def test_without_any_configuration_it_is_pypi(tmp_path: Path) -> None:
    assert urls(settings(tmp_path)) == ["https://pypi.org/simple"]


def test_the_last_file_wins_and_install_wins_over_global_and_the_environment_over_both(tmp_path: Path) -> None:
    first = (
        "[global]\nindex-url = https://a/simple/\nextra-index-url = https://x/s\n  https://y/s\n[install]\ntimeout=7\n"
    )
    second = "[global]\nindex_url = https://b/simple\n"
    assert urls(settings(tmp_path, first, second)) == ["https://b/simple", "https://x/s", "https://y/s"]
    assert settings(tmp_path, first).timeout == 7
    install = "[install]\nindex-url = https://c/simple\n"
    assert urls(settings(tmp_path, first, install, second))[0] == "https://c/simple"
    environ = {"PIP_INDEX_URL": "https://d/simple", "PIP_EXTRA_INDEX_URL": "", "PIP_CONFIG_FILE": "/x"}
    assert urls(settings(tmp_path, first, environ=environ)) == ["https://d/simple", "https://x/s", "https://y/s"]
    options = IndexOptions(index_url="https://e/simple", extra_index_urls=("https://f/simple",))
    assert urls(settings(tmp_path, first, environ=environ, options=options)) == ["https://e/simple", "https://f/simple"]


def test_no_index_leaves_links(tmp_path: Path) -> None:
    found = settings(tmp_path, "[global]\nno-index = yes\nfind-links = https://links/page.html\n")
    assert [(one.url, one.flat) for one in found.locations] == [("https://links/page.html", True)]


def test_passwords_are_kept_out_of_sight(tmp_path: Path) -> None:
    found = settings(tmp_path, "[global]\nindex-url = https://me:p%40ss@host:8443/simple/?token=abc#x\n")
    (place,) = found.locations
    assert place.url == "https://host:8443/simple"
    assert place.credentials is not None
    assert (place.credentials.user, place.credentials.password) == ("me", "p@ss")
    assert "p@ss" not in repr(found)
    assert "p%40ss" not in repr(found)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://host/simple", True),
        ("http://host/simple", False),
        ("http://trusted/simple", True),
        ("http://trusted:8080/simple", True),
        ("http://other:8080/simple", True),
        ("http://other:8081/simple", False),
        ("http://127.0.0.1:3141/simple", True),
        ("http://localhost/simple", True),
        ("http://[::1]:80/simple", True),
        ("file:///srv/index", False),
    ],
)
def test_what_is_asked(tmp_path: Path, url: str, asked: bool) -> None:
    found = settings(tmp_path, f"[global]\nindex-url = {url}\ntrusted-host = trusted other:8080\n")
    assert (url in urls(found)) is asked
    assert bool(found.left_out) is not asked
    if url.startswith("file:"):
        options = IndexOptions(allow_local=True)
        assert urls(settings(tmp_path, f"[global]\nindex-url = {url}\n", options=options)) == [url]


def test_links_may_be_paths(tmp_path: Path) -> None:
    options = IndexOptions(find_links=(str(tmp_path),), no_index=True, allow_local=True)
    assert urls(settings(tmp_path, options=options)) == [tmp_path.as_uri()]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("no section\npassword = https://me:secret@host\n", "0.conf"),
        ("[global]\nindex-url = ftp://me:secret@host/\n", "none of https, http, file"),
        ("[global]\nindex-url = https://me:secret@host:port/\n", "no URL"),
        ("[global]\ntimeout = soon\n", "no number"),
        ("[global]\ntimeout = -1\n", "no number"),
        ("[global]\na = https://me:secret@x\na = https://me:secret@y\n", "0.conf"),
        ("[global\n", "0.conf"),
    ],
)
def test_what_cannot_be_understood_is_said_without_what_it_holds(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        settings(tmp_path, text)
    assert says in str(caught.value)
    assert "secret" not in str(caught.value)


def test_files_are_those_of_pip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "pip").mkdir()
    (tmp_path / "pip" / "pip.conf").write_text("[global]\n")
    named = tmp_path / "named.conf"
    named.write_text("[global]\n")
    found = config_files({"PIP_CONFIG_FILE": str(named)})
    assert found[-1] == named
    assert tmp_path / "pip" / "pip.conf" in found[:-1]
    assert config_files({"PIP_CONFIG_FILE": "/dev/null"}) == ()
