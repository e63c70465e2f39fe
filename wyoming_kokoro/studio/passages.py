"""From an utterance, and text that is still arriving, to passages: what is read and spoken in one go."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator
from contextlib import aclosing
from dataclasses import dataclass

from wyoming_kokoro import markup
from wyoming_kokoro.client_text import TextLimit
from wyoming_kokoro.settings import Settings
from wyoming_kokoro.speech import Line, Pause, Utterance
from wyoming_kokoro.text import Locale, Sentence, SentenceSplitter

SENSIBLE_CLAUSE = 16
"""Characters a first clause needs to be spoken before the rest has arrived: less is over before the rest is made."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or clause, and the line it stands in."""

    cut: Sentence
    line: Line
    first: bool = False
    """Whether somebody waits for its beginning to be heard."""


def passages(
    utterance: Utterance, arriving: AsyncIterable[str] | None, settings: Settings, locale: Locale
) -> AsyncGenerator[Passage | Pause, None]:
    """Passages in order, each as soon as it is complete; the first may be a clause of a sentence still arriving."""
    limit = TextLimit(settings.limits.text_characters)
    if arriving is not None and utterance.markup == "plain":
        return _while_arriving(utterance.text, arriving, limit, settings.wyoming.flush_after, locale)
    return _once_arrived(utterance, arriving, limit, locale)


async def _once_arrived(
    utterance: Utterance, arriving: AsyncIterable[str] | None, limit: TextLimit, locale: Locale
) -> AsyncGenerator[Passage | Pause, None]:
    limit.count(utterance.text)
    text = utterance.text + await _gathered(arriving, limit)
    sentences = await asyncio.to_thread(SentenceSplitter, locale)
    first = True
    for cue in markup.cues(text, utterance.markup):
        if isinstance(cue, Pause):
            yield cue
            continue
        for cut in (*sentences.feed(cue.text), *sentences.finish()):
            yield Passage(cut, cue, first)
            first = False


async def _while_arriving(
    text: str, arriving: AsyncIterable[str], limit: TextLimit, quiet: float, locale: Locale
) -> AsyncGenerator[Passage | Pause, None]:
    limit.count(text)
    sentences = await asyncio.to_thread(SentenceSplitter, locale)
    line = Line(text)
    cuts = list(sentences.feed(text))
    first = True
    async with aclosing(_chunks_and_quiet(arriving, quiet)) as chunks:
        async for chunk in chunks:
            if chunk is None:
                cuts += sentences.flush()
            else:
                limit.count(chunk)
                cuts += sentences.feed(chunk)
            if first and not cuts and (clause := sentences.take_clause(SENSIBLE_CLAUSE)) is not None:
                cuts.append(clause)
            for cut in cuts:
                yield Passage(cut, line, first)
                first = False
            cuts = []
    for cut in (*cuts, *sentences.finish()):
        yield Passage(cut, line, first)
        first = False


async def _gathered(arriving: AsyncIterable[str] | None, limit: TextLimit) -> str:
    """All of a text that can only be read whole."""
    chunks: list[str] = []
    if arriving is not None:
        async for chunk in arriving:
            limit.count(chunk)
            chunks.append(chunk)
    return "".join(chunks)


async def _chunks_and_quiet(arriving: AsyncIterable[str], quiet: float) -> AsyncGenerator[str | None, None]:
    """What arrives, and None once after each time that nothing has for a while."""
    source = aiter(arriving)
    waiting: asyncio.Task[str | None] | None = None
    try:
        while True:
            waiting = asyncio.create_task(_next(source))
            done, _ = await asyncio.wait((waiting,), timeout=quiet)
            if not done:
                yield None
            if (chunk := await waiting) is None:
                return
            yield chunk
    finally:
        if waiting is not None:
            waiting.cancel()
            await asyncio.gather(waiting, return_exceptions=True)


async def _next(source: AsyncIterator[str]) -> str | None:
    return await anext(source, None)
