"""Documents as other services' users write them: no markup is spoken, and however they arrive they sound the same."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import numpy as np
import pytest

from tests.markup.pieces import in_sizes
from wyoming_kokoro.log import RateLimitedLog
from wyoming_kokoro.speech import Audio, MarkTime, Markup, Samples, Utterance, WordTime
from wyoming_kokoro.studio import Studio, passages

DOCUMENTS = [
    pytest.param(path.read_text("utf-8"), path.with_suffix(".txt").read_text("utf-8").strip(), id=path.stem)
    for path in sorted((Path(__file__).parent.parent / "markup" / "documents").glob("*.xml"))
]
"""The documents, and what is spoken of each."""

SHORT = (
    "<speak>Hi. The <sub alias='old'>new</sub> kettle, <emphasis>see</emphasis>, is on. <break time='300ms'/>"
    "<prosody rate='fast'>Is <voice name='bm_george'>it</voice>?</prosody> (laughs) <mark name='m'/>Yes &amp; no."
    "</speak>"
)
PLAIN = (
    "Well [pause:300ms] the *very* old kettle (laughs) [whisper]is on.[/whisper] [Really](+2)? [voice:bm_george] Yes!"
)


async def _heard(
    studio: Studio, pieces: Iterable[str], markup: Markup
) -> tuple[Samples, list[WordTime], list[MarkTime]]:
    """Speak a text that arrives in pieces."""

    async def arriving() -> AsyncIterator[str]:
        for piece in pieces:
            yield piece

    blocks: list[Audio] = [block async for block in studio.speak(Utterance("", markup=markup), arriving())]
    return (
        np.concatenate([block.samples for block in blocks]),
        [word for block in blocks for word in block.words],
        [mark for block in blocks for mark in block.marks],
    )


def test_there_are_nine_documents() -> None:
    assert len(DOCUMENTS) >= 9


@pytest.mark.parametrize(("text", "spoken"), DOCUMENTS)
async def test_no_markup_is_spoken(studio: Studio, text: str, spoken: str) -> None:
    explained = await studio.explain(Utterance(text, markup="auto"))
    assert explained.spoken == spoken


@pytest.mark.parametrize(("text", "_spoken"), DOCUMENTS)
@pytest.mark.parametrize("sizes", [pytest.param((1,), marks=pytest.mark.slow), (7, 2), (100,)], ids=str)
async def test_a_document_sounds_the_same_however_it_arrives(
    studio: Studio, text: str, _spoken: str, sizes: tuple[int, ...]
) -> None:
    whole, words, marks = await _heard(studio, [text], "auto")
    samples, *times = await _heard(studio, in_sizes(text, sizes), "auto")
    assert np.array_equal(samples, whole)
    assert times == [words, marks]


@pytest.mark.slow
@pytest.mark.parametrize(("text", "markup"), [(SHORT, "ssml"), (SHORT, "auto"), (PLAIN, "plain")])
async def test_every_cut_of_a_text_sounds_the_same(studio: Studio, text: str, markup: Markup) -> None:
    whole = await _heard(studio, [text], markup)
    for cut in range(1, len(text)):
        samples, *times = await _heard(studio, [text[:cut], text[cut:]], markup)
        assert np.array_equal(samples, whole[0]), cut
        assert times == [*whole[1:]], cut


async def test_sound_begins_after_the_first_sentence_of_ssml_that_is_still_arriving(studio: Studio) -> None:
    has_begun = asyncio.Event()

    async def arriving() -> AsyncIterator[str]:
        yield "<speak><p>The kettle is <emphasis>on</emphasis>. And "
        async with asyncio.timeout(60):
            await has_begun.wait()
        yield "the tea is ready.</p></speak>"

    heard = before_the_rest = 0
    async for block in studio.speak(Utterance("", markup="auto"), arriving()):
        heard += len(block.samples)
        if heard > 12_000 and not has_begun.is_set():
            before_the_rest = heard
            has_begun.set()
    assert before_the_rest > 12_000
    assert heard > before_the_rest


async def test_what_has_no_effect_is_logged_with_places_and_without_the_text(
    studio: Studio, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passages, "_RATE_LIMITED", RateLimitedLog(logging.getLogger(passages.__name__)))
    text = "<speak>The <flash secret='1'>kettle</flash> <say-as interpret-as='date'>lamp</say-as> is on.</speak>"
    await _heard(studio, [text], "auto")
    logged = caplog.text
    assert f"at {text.index('<flash')}: An element is not known" in logged
    assert f"at {text.index('lamp')}: The content is not of the kind" in logged
    assert not any(word in logged for word in ("secret", "kettle", "lamp"))
