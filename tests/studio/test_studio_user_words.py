"""The user's own words are used by both servers, as soon as they are written."""

import asyncio
import os
from pathlib import Path

import pytest

from wyoming_kokoro.settings import LoadedSettings, Paths, load
from wyoming_kokoro.studio import Studio, explain, user_words
from wyoming_kokoro.studio import studio as studio_module


def _loaded(folder: Path, **words: str) -> LoadedSettings:
    return load(Paths(folder, folder), {"engine.name": "tone", "pronounce.words": words}, {})


def _sound(studio: Studio, text: str) -> str:
    config = studio.config
    return explain(text, config.locale("en-US"), config.pronunciation).phonemes


async def test_a_user_word_has_priority_over_rules_and_lexicons(tmp_path: Path) -> None:
    (tmp_path / "pronunciations").write_text('# ours\nkitchen = /kˈʌʧɪn/\nTSLA = "Tesla"\n')
    studio = await Studio.open(_loaded(tmp_path))
    assert "kˈʌʧɪn" in _sound(studio, "The kitchen light.")
    assert _sound(studio, "TSLA rose.") == _sound(studio, "Tesla rose.")
    await studio.close()


async def test_user_words_in_the_settings_have_priority_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "pronunciations").write_text("kitchen = /kˈʌʧɪn/\n")
    studio = await Studio.open(_loaded(tmp_path, kitchen="/kˈæʧɪn/"))
    assert "kˈæʧɪn" in _sound(studio, "The kitchen light.")
    await studio.close()


async def test_a_mistake_is_reported_with_its_line_and_other_words_are_used(tmp_path: Path) -> None:
    (tmp_path / "pronunciations").write_text("kitchen = /kˈʌʧɪn/\nno equals sign here\n")
    studio = await Studio.open(_loaded(tmp_path))
    assert any("line 2" in problem for problem in studio.status().problems)
    assert "kˈʌʧɪn" in _sound(studio, "The kitchen light.")
    await studio.close()


async def test_a_new_user_word_is_used_while_the_server_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(studio_module, "LOOK_SECONDS", 0.01)
    studio = await Studio.open(_loaded(tmp_path))
    before = _sound(studio, "The kitchen light.")
    (tmp_path / "pronunciations").write_text("kitchen = /kˈʌʧɪn/\n")
    async with asyncio.timeout(20):
        while _sound(studio, "The kitchen light.") == before:  # noqa: ASYNC110 -- a file has no event
            await asyncio.sleep(0.01)
    assert "kˈʌʧɪn" in _sound(studio, "The kitchen light.")
    await studio.close()


async def test_the_problem_of_an_unreadable_file_ends_when_the_file_is_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio_module, "LOOK_SECONDS", 0.01)
    os.mkfifo(tmp_path / "pronunciations")
    studio = await Studio.open(_loaded(tmp_path))
    (problem,) = studio.status().problems
    assert "pronunciations" in problem
    (tmp_path / "pronunciations").unlink()
    async with asyncio.timeout(20):
        while studio.status().problems:  # noqa: ASYNC110 -- a file has no event
            await asyncio.sleep(0.01)
    await studio.close()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: path.write_bytes(b"kitchen = \xff\xfe"), "UTF-8"),
        (lambda path: path.write_bytes(b"a" * (user_words.MAX_FILE_BYTES + 1)), "larger"),
        (lambda path: path.mkdir(), "pronunciations"),
    ],
    ids=["not text", "too large", "a folder"],
)
def test_an_unreadable_file_is_reported_without_an_exception(tmp_path: Path, make: object, message: str) -> None:
    make(tmp_path / "pronunciations")  # type: ignore[operator]
    found = user_words.read_user_words(_loaded(tmp_path))
    assert not found.entries and message in str(found.mistakes[0])


def test_a_missing_file_is_not_a_mistake(tmp_path: Path) -> None:
    assert user_words.read_user_words(_loaded(tmp_path)).mistakes == ()
