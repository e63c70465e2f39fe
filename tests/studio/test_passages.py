"""Utterances are divided where a speaker may breathe."""

import asyncio
from collections.abc import AsyncIterable, AsyncIterator
from dataclasses import replace

import pytest

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import Settings
from wyoming_kokoro.speech import Delivery, Ending, Markup, Pause, Treatment, Utterance
from wyoming_kokoro.studio.passages import Item, Passage, passages
from wyoming_kokoro.studio.roles import Role, RoleSource, SingleRole
from wyoming_kokoro.text import Locale

LETTER_BY_LETTER = 1

ROLES = SingleRole.for_reading(Locale())
ROLE = ROLES.of(Delivery(), Treatment())
STORY = "When the sun had gone down, the lights came on. Then it rained.\n\nIn the morning, Dr. Smith left."


class SpeedRoles(SingleRole):
    """A role of one voice for each speed."""

    def __init__(self) -> None:
        super().__init__(ROLE)
        self._by_speed: dict[float, Role] = {}

    def of(self, delivery: Delivery, treatment: Treatment) -> Role:  # noqa: ARG002 -- all are treated alike
        """Return the role of lines of a speed."""
        speed = delivery.speed or 1.0
        return self._by_speed.setdefault(speed, replace(ROLE, delivery=Delivery(speed=speed)))


async def _passages_of(
    text: str, arriving: AsyncIterable[str] | None = None, *, markup: Markup = "plain", roles: RoleSource = ROLES
) -> list[Item]:
    return [each async for each in passages(Utterance(text, markup=markup), arriving, roles, Settings())]


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
    ("before", "after"),
    [
        ("It is ", "open."),
        ("It is Dr. ", "Smith."),
        ("It is, ", "I think, open."),
        ("It is. ", "Open it."),
        ("It was in 1990. ", "Then it rained."),
        ('He said "why?" ', "and left."),
    ],
)
@pytest.mark.parametrize("size", [LETTER_BY_LETTER, 1000])
async def test_sentences_are_the_same_in_several_deliveries(before: str, after: str, size: int) -> None:
    sentences = [each.sentence for each in await _passages_of(before + after) if isinstance(each, Passage)]
    for text in (
        f"{before}<prosody rate='2'>{after}</prosody>",
        f"{before.strip()}<prosody rate='2'>{before[len(before.rstrip()) :]}{after}",
    ):
        found = await _passages_of("", _arriving(text, size), markup="ssml", roles=SpeedRoles())
        assert [each.sentence for each in found if isinstance(each, Passage)] == sentences


@pytest.mark.parametrize(
    ("text", "endings"),
    [
        ("The door of\n  <emphasis>Anna</emphasis>\n is open.", [Ending.SENTENCE]),
        ("<prosody rate='2'>The door</prosody>\n\nIt is open.", [Ending.PARAGRAPH, Ending.SENTENCE]),
        ("The door.\r\nIt is open.", [Ending.SENTENCE, Ending.SENTENCE]),
        ("<p>The door</p><p>it is open</p>", [Ending.PARAGRAPH, Ending.PARAGRAPH]),
        ("<s>The door</s><s>it is open</s>", [Ending.SENTENCE, Ending.SENTENCE]),
        ("<s>The door.</s><s>It is open.</s>", [Ending.SENTENCE, Ending.SENTENCE]),
    ],
)
@pytest.mark.parametrize("size", [LETTER_BY_LETTER, 1000])
async def test_in_ssml_elements_and_empty_lines_end_sentences(text: str, endings: list[Ending], size: int) -> None:
    found = await _passages_of("", _arriving(text, size), markup="ssml", roles=SpeedRoles())
    assert [each.sentence.ending for each in found if isinstance(each, Passage)] == endings


@pytest.mark.parametrize("size", [LETTER_BY_LETTER, 1000])
async def test_the_parts_of_a_sentence_are_its_lines(size: int) -> None:
    text = "It is <prosody rate='2'>very</prosody> cold. Good bye."
    found = await _passages_of("", _arriving(text, size), markup="ssml", roles=SpeedRoles())
    first, second = (each for each in found if isinstance(each, Passage))
    speeds = [part.role.delivery.speed for part in first.parts for _ in range(part.start, part.end)]
    assert speeds == [1.0] * 6 + [2.0] * 4 + [1.0] * 6
    assert second.parts == () and second.role.delivery.speed == 1.0


async def test_a_sentence_that_has_ended_does_not_go_on_in_another_delivery_without_a_blank() -> None:
    text = "<prosody rate='2'>Stop.</prosody>Go. <prosody rate='2'>St</prosody>op."
    found = await _passages_of(text, markup="ssml", roles=SpeedRoles())
    assert _texts(found) == ["Stop.", "Go.", "Stop."]
