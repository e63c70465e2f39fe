"""The user's words: written to their file, used at once, and tried without being written."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.api.client import Api, opened
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio import Studio

PATH = "/v1/pronunciations"


async def _request_json(api: Api, method: str, path: str = PATH, **body: object) -> tuple[int, dict[str, object]]:
    status, _, content = await api.ask(method, path, **({"json": body} if body else {}))  # type: ignore[arg-type]
    return status, json.loads(content)


async def test_reading_and_changing_pronunciations_needs_the_token(api: Api) -> None:
    assert (await _request_json(api, "GET"))[0] == 403
    assert (await _request_json(api, "PUT", text="Elon = EE-lon"))[0] == 403


async def test_a_saved_word_is_used_at_once_and_mistakes_have_line_numbers(
    studio: Studio, loaded: LoadedSettings
) -> None:
    async with opened(studio, loaded, trusted=True) as api:
        assert (await _request_json(api, "GET"))[1] == {"text": "", "words": [], "mistakes": []}
        text = "# names\nElon = EE-lon\nTesla\n[en-GB case] Bath = BAHTH\n"
        status, answer = await _request_json(api, "PUT", text=text)
        assert status == 200 and answer["text"] == text
        assert [each["line"] for each in answer["words"]] == ["Elon = EE-lon", "[en-GB case] Bath = BAHTH"]  # type: ignore[attr-defined]
        assert [each["line"] for each in answer["mistakes"]] == [3]  # type: ignore[attr-defined]
        assert (await _request_json(api, "GET"))[1] == answer
        _, explained = await _request_json(api, "POST", "/v1/text/explain", text="Elon")
        assert explained["parts"][0]["words"][0]["source"] == "user"  # type: ignore[index]
    assert loaded.sources.paths.pronunciations.read_text("utf-8") == text


async def test_a_word_can_be_tried_without_being_written(api: Api, loaded: LoadedSettings) -> None:
    usual = await api.say("Elon", response_format="pcm")
    body = {"input": "Elon", "response_format": "pcm"}
    status, _, tried = await api.ask("POST", f"{PATH}/try", json={**body, "answer": "EE-lon-EE-lon-EE-lon"})
    assert status == 200 and len(tried) > len(usual)
    assert await api.say("Elon", response_format="pcm") == usual
    assert not loaded.sources.paths.pronunciations.exists()


@pytest.mark.parametrize("pronunciation", ["/%%%/", "-", "x" * 301, ""])
async def test_a_pronunciation_without_sound_is_refused(api: Api, pronunciation: str) -> None:
    status, answer = await _request_json(api, "POST", f"{PATH}/try", input="Elon", answer=pronunciation)
    assert status == 400 and answer["error"]["code"] == "invalid_value"  # type: ignore[index]


async def test_a_request_without_a_text_changes_nothing(studio: Studio, loaded: LoadedSettings) -> None:
    async with opened(studio, loaded, trusted=True) as api:
        status, _ = await _request_json(api, "PUT", words="Elon")
    assert status == 400 and not loaded.sources.paths.pronunciations.exists()


async def test_a_file_that_cannot_be_read_or_written_is_an_error(studio: Studio, loaded: LoadedSettings) -> None:
    place: Path = loaded.sources.paths.pronunciations
    await asyncio.to_thread(place.mkdir)
    async with opened(studio, loaded, trusted=True) as api:
        for method, body in (("GET", {}), ("PUT", {"text": "Elon = EE-lon"})):
            status, answer = await _request_json(api, method, **body)
            assert status == 503 and answer["error"]["code"]  # type: ignore[index]
    left = await asyncio.to_thread(lambda: [each.name for each in place.parent.glob(".pron*")])
    assert left == []


@pytest.mark.parametrize("pattern", ["(?#[)(\\w+)+!(?#]{})", "(?x) #[\n(\\w+)+!#]{}"])
async def test_a_pattern_that_is_only_tried_cannot_stop_the_server(api: Api, pattern: str) -> None:
    """One such request held the interpreter for ever: the text is the pattern itself, with a long word in a comment."""
    text = f"[pattern] {pattern.format('a' * 150)}"
    status, _, content = await api.ask("POST", f"{PATH}/try", json={"input": text, "answer": '"b"'})
    assert status == 200 and content


async def test_a_pattern_that_cannot_be_used_is_refused_with_the_reason(api: Api) -> None:
    status, answer = await _request_json(api, "POST", f"{PATH}/try", input=r"[pattern] (a)\1", answer="JOY")
    assert status == 400
    assert "a reference back to a group" in answer["error"]["message"]  # type: ignore[index]
