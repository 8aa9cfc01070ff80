"""Which changes are worth a look inside."""

from __future__ import annotations

from parity.evidence.candidates import is_document, sought
from parity.model.change import Change
from parity.model.code import SourceFile
from parity.model.keys import Domain, Key
from parity.model.setting import Variable


def _setting(name: str) -> Change:
    return Change.of(Key(Domain.SETTING, f"env:{name}"), Variable(value="1"), Variable(value="2"))


def _file(before: str, after: str) -> Change:
    old, new = (SourceFile(sha256="0", size=1, language=language) for language in (before, after))
    return Change.of(Key(Domain.CODE, "settings"), old, new)


def test_variables_that_every_program_reads_are_not_sought() -> None:
    assert sought([_setting(name) for name in ("MODEL_DIR", "PATH", "LC_ALL", "BATCH")]) == ("BATCH", "MODEL_DIR")


def test_documents_are_of_one_language_on_both_sides() -> None:
    assert is_document(_file("yaml", "yaml"))
    assert not is_document(_file("yaml", "json"))
    assert not is_document(_file("python", "python"))
