"""Utterances are divided where a speaker may breathe."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import replace

import pytest

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import Settings
from wyoming_kokoro.speech import Ending, Pause, Utterance
from wyoming_kokoro.studio.passages import Item, Passage, passages
from wyoming_kokoro.studio.roles import SingleRole
from wyoming_kokoro.text import Locale

LETTER_BY_LETTER = 1

ROLES = SingleRole.for_reading(Locale())
STORY = "When the sun had gone down, the lights came on. Then it rained.\n\nIn the morning, Dr. Smith left."


async def _passages_of(text: str, arriving: AsyncIterable[str] | None = None, **utterance: str) -> list[Item]:
    asked = Utterance(text, **utterance)  # type: ignore[arg-type]
    return [each async for each in passages(asked, arriving, ROLES, Settings())]


async def _arriving(text: str, size: int) -> AsyncIterator[str]:
    for at in range(0, len(text), size):
        yield text[at : at + size]


def _texts(found: list[Item]) -> list[str]:
    return [each.sentence.text for each in found if isinstance(each, Passage)]


async def test_a_text_is_divided_into_sentences_and_the_first_is_marked() -> None:
    found = await _passages_of(STORY)
    assert _texts(found) == [
        "When the sun had gone down, the lights came on.",
        "Then it rained.",
        "In the morning, Dr. Smith left.",
    ]
    assert [each.first for each in found if isinstance(each, Passage)] == [True, False, False]


async def test_the_first_clause_of_an_arriving_sentence_is_spoken_early() -> None:
    async def arriving() -> AsyncIterator[str]:
        yield "When the sun had gone down, the lights came "
        await asyncio.Event().wait()

    found = passages(Utterance(""), arriving(), ROLES, Settings())
    first = await anext(found)
    assert isinstance(first, Passage) and first.first and first.sentence.ending is Ending.CLAUSE
    assert first.sentence.text == "When the sun had gone down,"
    await found.aclose()


async def test_the_rest_of_a_sentence_is_marked_as_such() -> None:
    found = await _passages_of("", _arriving(STORY, 4))
    assert [each.sentence.text for each in found if isinstance(each, Passage)][:2] == [
        "When the sun had gone down,",
        "the lights came on.",
    ]
    assert [each.is_rest for each in found if isinstance(each, Passage)] == [False, True, False, False]


async def test_a_sentence_without_marks_is_not_cut_while_it_arrives() -> None:
    text = "The heating in the living room starts tomorrow because it freezes tonight."
    assert _texts(await _passages_of("", _arriving(text, 4))) == [text]


@pytest.mark.parametrize("size", [LETTER_BY_LETTER, 7, 1000])
async def test_arriving_text_is_spoken_completely_and_each_passage_has_its_position(size: int) -> None:
    found = await _passages_of("", _arriving(STORY, size))
    for each in found:
        assert isinstance(each, Passage)
        start = each.sentence.start
        assert STORY[start : start + len(each.sentence.text)] == each.sentence.text
    assert " ".join(_texts(found)).split() == STORY.split()


async def test_a_complete_sentence_is_spoken_when_no_more_text_arrives() -> None:
    answer = asyncio.Event()

    async def arriving() -> AsyncIterator[str]:
        yield "Let me check."
        await answer.wait()
        yield " It is warm."

    found = passages(Utterance(""), arriving(), ROLES, Settings())
    assert _texts([await anext(found)]) == ["Let me check."]
    answer.set()
    assert _texts([each async for each in found]) == ["It is warm."]


async def test_a_short_first_clause_is_not_spoken_by_itself() -> None:
    assert _texts(await _passages_of("Well, that was quite a surprise for everybody.")) == [
        "Well, that was quite a surprise for everybody."
    ]


async def test_closing_the_passages_closes_the_arriving_text() -> None:
    ended = asyncio.Event()

    async def arriving() -> AsyncIterator[str]:
        try:
            yield "One sentence is here."
            await asyncio.Event().wait()
        finally:
            ended.set()

    found = passages(Utterance(""), arriving(), ROLES, Settings())
    await anext(found)
    await found.aclose()
    assert ended.is_set()


async def test_arriving_ssml_is_read_with_its_pauses() -> None:
    found = await _passages_of(
        "<speak>Hello <b>there</b>", _arriving('.<break time="1s"/>Good bye.</speak>', 3), markup="ssml"
    )
    assert _texts(found) == ["Hello there.", "Good bye."]
    assert [each for each in found if isinstance(each, Pause)] == [Pause(1.0)]


@pytest.mark.parametrize("markup", ["plain", "ssml"])
@pytest.mark.parametrize("arrives", [False, True])
async def test_a_text_beyond_the_limit_is_refused(markup: str, arrives: bool) -> None:  # noqa: FBT001 -- a case
    settings = replace(Settings(), limits=replace(Settings().limits, text_characters=30))
    text = "A short sentence. " * 2
    asked = Utterance("" if arrives else text, markup=markup)  # type: ignore[arg-type]
    with pytest.raises(BadRequest) as refused:
        [each async for each in passages(asked, _arriving(text, 5) if arrives else None, ROLES, settings)]
    assert refused.value.code == "text_too_long" and refused.value.about == "input"


async def test_an_empty_text_has_no_passages() -> None:
    assert await _passages_of("") == await _passages_of(" \n ") == await _passages_of("", _arriving("", 1)) == []


@pytest.mark.parametrize("size", [LETTER_BY_LETTER, 1000])
async def test_a_paragraph_ends_with_its_element(size: int) -> None:
    for text in ("<prosody rate='slow'>A title</prosody>\n\nThe text.", "<b>A title.</b>\n\n<b>The text.</b>"):
        found = await _passages_of("", _arriving(text, size), markup="ssml")
        assert [each.sentence.ending for each in found if isinstance(each, Passage)] == [
            Ending.PARAGRAPH,
            Ending.SENTENCE,
        ]
        for each in found:
            assert isinstance(each, Passage)
            assert text[each.position(0) :].startswith(each.sentence.text.split()[0])


@pytest.mark.parametrize("text", ["<", "<s", "<speak", "  <3 you", "<speaker is on", "<?", "\n", "a <speak>"])
@pytest.mark.parametrize("size", [LETTER_BY_LETTER, 1000])
async def test_a_text_that_starts_like_ssml_is_spoken(text: str, size: int) -> None:
    found = await _passages_of("", _arriving(text, size), markup="auto")
    assert _texts(found) == _texts(await _passages_of(text))


@pytest.mark.parametrize(
    ("before", "after", "ending"),
    [
        ("It is ", "open.", Ending.NONE),
        ("It is Dr. ", "Smith.", Ending.NONE),
        ("It is, ", "I think, open.", Ending.CLAUSE),
        ("It is. ", "Open it.", Ending.SENTENCE),
        ("It was in 1990. ", "Then it rained.", Ending.SENTENCE),
        ('He said "why?" ', "and left.", Ending.SENTENCE),
        ("The door is\n", "open.", Ending.NONE),
        ("The door\n", "It is open.", Ending.SENTENCE),
        ("The door\n\n", "It is open.", Ending.PARAGRAPH),
    ],
)
@pytest.mark.parametrize("size", [LETTER_BY_LETTER, 1000])
async def test_a_change_of_delivery_does_not_end_a_sentence(before: str, after: str, ending: Ending, size: int) -> None:
    for text in (
        f"{before}<prosody rate='2'>{after}</prosody>",
        f"{before.strip()}<prosody rate='2'>{before[len(before.rstrip()) :]}{after}",
    ):
        found = await _passages_of("", _arriving(text, size), markup="ssml")
        assert found and isinstance(found[0], Passage) and found[0].sentence.ending is ending
