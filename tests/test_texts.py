"""Every text that a user sees is in the catalogue, complete, and shown in the language chosen."""

import re

import pytest

from fieldapp import texts
from tests.texts import MO, compiled, extracted, is_done, strings, translated

FIELDS = re.compile(r"\{(\w+)\}")


def _ids() -> set[object]:
    return {_key(message.id) for message in extracted() if message.id}


def _key(said: str | list[str] | tuple[str, ...]) -> object:
    return tuple(said) if isinstance(said, list | tuple) else said


def test_every_text_of_the_code_is_in_the_catalogue_and_no_other() -> None:
    kept = {_key(message.id) for message in translated() if message.id}
    assert _ids() - kept == set(), "run: make texts"
    assert kept - _ids() == set(), "run: make texts"


def test_every_text_has_its_indonesian() -> None:
    assert [m.id for m in translated() if m.id and not is_done(m)] == []


def test_a_translation_names_the_same_values_as_its_text() -> None:
    wrong = []
    for message in translated():
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        wanted = {name for text in ids for name in FIELDS.findall(text)}
        said = {name for text in strings(message) for name in FIELDS.findall(text)}
        if message.id and said != wanted:
            wrong.append(message.id)
    assert wrong == []


def test_the_program_reads_what_the_catalogue_says() -> None:
    assert MO.read_bytes() == compiled(translated()), "run: make texts"


@pytest.mark.parametrize(("language", "word"), [("id", "Belum cukup umur"), ("en", "Too young")])
def test_the_language_can_be_chosen(language: str, word: str) -> None:
    before = texts.language()
    try:
        texts.use(language)
        assert texts._("Too young") == word
    finally:
        texts.use(before)
