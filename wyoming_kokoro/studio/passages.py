"""From cues to passages: the sentences that are read and spoken one by one, also while text is still arriving."""

import logging
from bisect import bisect_right
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Iterable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from wyoming_kokoro import markup
from wyoming_kokoro.client_text import TextLimit
from wyoming_kokoro.log import RateLimitedLog
from wyoming_kokoro.metrics import CUES
from wyoming_kokoro.speech import (
    BackgroundEnd,
    BackgroundStart,
    Clip,
    Cue,
    Delivery,
    Ending,
    Line,
    Mark,
    NamedSound,
    NextPart,
    PartsCue,
    PartsEnd,
    PartsStart,
    Pause,
    Resumption,
    SentencePause,
    Turn,
    Utterance,
)
from wyoming_kokoro.studio.forced_readings import PlacedReading, problem_of
from wyoming_kokoro.studio.roles import Role, RoleSource
from wyoming_kokoro.text import Locale, Sentence, SentenceSplitter

if TYPE_CHECKING:
    from wyoming_kokoro.settings import Settings

MIN_FIRST_CLAUSE = 16
"""Characters a first clause needs to be spoken before the rest has arrived: a shorter one is over too soon."""

_SLICE = 500
"""Characters that are divided into sentences in one step of the event loop: a few milliseconds for the oddest text."""

_SENTENCE_MARKS = frozenset("!?…。！？")
"""Marks that always end a sentence; a full stop may belong to an abbreviation."""
_CLAUSE_MARKS = frozenset(",;:—–，；：、")
_CLOSING_MARKS = "\"')]»”’"
_TAIL = 200
"""Characters at the end of a text that tell whether a sentence has ended with it."""


_DEFAULT = markup.ReaderOptions()
_RATE_LIMITED = RateLimitedLog(logging.getLogger(__name__))


@dataclass(frozen=True, slots=True)
class PassagePart:
    """A part of a passage: the line that it is from, and the role in which that is spoken."""

    start: int
    end: int
    """Counted in the passage's sentence."""
    line: Line
    role: Role


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence or clause, the role in which it is spoken, and where its characters stand in the utterance."""

    sentence: Sentence
    role: Role
    """Of all parts, unless there are several."""
    positions: tuple[int, ...] | int = 0
    """The position of each character, or of the first one where the others follow it."""
    first: bool = False
    """Whether a listener waits for its beginning to be played."""
    is_rest: bool = False
    """Whether it is the rest of a sentence whose first clause is the passage before."""
    parts: tuple[PassagePart, ...] = ()
    """The lines that it consists of, where these are spoken in several roles of one voice, or one has a reading."""

    @property
    def roles(self) -> tuple[Role, ...]:
        """Return the roles in which it is spoken, each once."""
        return tuple({id(part.role): part.role for part in self.parts}.values()) or (self.role,)

    @property
    def readings(self) -> tuple[PlacedReading, ...]:
        """Return the parts whose reading the writer gives."""
        placed = (PlacedReading(part.start, part.end, part.line.reading) for part in self.parts if part.line.reading)
        return tuple(placed)

    def position(self, offset: int) -> int:
        """Return where a character of the sentence stands in the utterance's text."""
        return self.positions + offset if isinstance(self.positions, int) else self.positions[offset]


Item = Passage | Pause | Clip | Mark | NamedSound | BackgroundStart | BackgroundEnd | Turn | PartsCue
"""What an utterance consists of, in order."""


PlayedOnce = TypeVar("PlayedOnce", Clip, NamedSound)


class PassageSplitter:
    """Turns cues into passages; how the text was cut into lines does not matter."""

    def __init__(self, roles: RoleSource) -> None:
        self._roles = roles
        self._line: _OpenLine | None = None
        self._speaker = Delivery()
        """How whose turn it is speaks."""
        self._returned_any = False
        self._rest_follows = False
        self._between_sentences: SentencePause | None = None
        self._last_ending = Ending.NONE
        self.notes: list[markup.Note] = []
        """What the markup asks for and cannot be."""

    def feed(self, cues: Iterable[Cue]) -> list[Item]:
        """Return what is complete. Blocks where a line's role is new: `Roles.load` makes it ready."""
        return [item for cue in cues for item in self._feed(cue)]

    async def load_and_feed(self, cues: Sequence[Cue]) -> list[Item]:
        """Return what is complete, without blocking the event loop."""
        await self._roles.load(cues)
        return self.feed(cues)

    def flush(self) -> list[Item]:
        """Return the text so far as far as it can be spoken: no more has arrived for a while."""
        return self._passages(self._line, self._line.splitter.flush()) if self._line else []

    def early(self) -> list[Item]:
        """Return the first clause of a sentence that is still arriving, where nothing was returned before."""
        if self._returned_any or self._line is None:
            return []
        clause = self._line.splitter.take_clause(MIN_FIRST_CLAUSE)
        if clause is None:
            return []
        passages = self._passages(self._line, [clause])
        self._rest_follows = True
        return passages

    def finish(self) -> list[Item]:
        """Return the rest."""
        return self._end_line()

    def _feed(self, cue: Cue) -> Iterator[Item]:
        match cue:
            case Line():
                yield from self._feed_line(cue)
            case Mark():  # it may stand inside a sentence
                yield cue
            case Pause() | BackgroundEnd() | PartsStart() | NextPart() | PartsEnd():
                yield from self._end_line_inside()
                yield cue
            case SentencePause():
                self._between_sentences = cue
            case Turn():
                yield from self._end_line()
                self._speaker = self._roles.speaker(cue.speaker)
                yield cue
            case Clip():
                yield from self._end_line_inside()
                yield self._as_treated(cue)
            case NamedSound():
                yield from self._feed_sound(cue)
            case BackgroundStart():
                yield from self._end_line_inside()
                if problem := self._roles.sound_problem(cue.background.sound):
                    self._add_note(problem, cue.position)
                yield cue

    def _feed_sound(self, sound: NamedSound) -> Iterator[Item]:
        problem = self._roles.sound_problem(sound.name)
        if problem is None:
            yield from self._end_line_inside()
            yield self._as_treated(sound)
            return
        self._add_note(problem, sound.position)
        for line in sound.otherwise:
            yield from self._feed_line(line)

    def _feed_line(self, line: Line) -> Iterator[Item]:
        if self._speaker != Delivery():
            line = replace(line, delivery=line.delivery.relative_to(self._speaker))
        role = self._roles.of(line.delivery, line.treatment)
        if self._line is None or not self._line.takes(line, role):
            if self._line is not None:
                # Blanks belong to the text before them: they may end a paragraph.
                blanks, line = line.split_at(len(line.text) - len(line.text.lstrip()))
                yield from self._passages(self._line, self._line.add(blanks, self._line.role))
            yield from self._end_line_before(line, role)
            self._rest_follows = False
            self._line = _OpenLine(role, SentenceSplitter(role.locale))
        if line.text.strip() and role is not self._line.last_role:
            self._note(role.problem, line)
        yield from self._passages(self._line, self._line.add(line, role))

    def _pause_between(self) -> list[Item]:
        """Return the silence that was asked for between sentences, where one has ended."""
        asked, ended = self._between_sentences, self._last_ending in (Ending.SENTENCE, Ending.PARAGRAPH)
        return [Pause(asked.seconds, asked.exact)] if asked and ended else []

    def _note(self, problem: str | None, line: Line) -> None:
        if problem is not None:
            self._add_note(problem, line.position(0))

    def _add_note(self, problem: str, position: int) -> None:
        if len(self.notes) < markup.MAX_NOTES:
            self.notes.append(markup.Note(position, problem))

    def _as_treated(self, cue: PlayedOnce) -> PlayedOnce:
        """Return a clip or a sound with what the utterance asks for besides."""
        return replace(cue, treatment=self._roles.of(Delivery(), cue.treatment).treatment)

    def _end_line(self) -> list[Item]:
        """Return the rest of the line."""
        line, self._line = self._line, None
        return self._passages(line, line.splitter.finish()) if line else []

    def _end_line_before(self, following: Line, role: Role) -> list[Item]:
        """Return the rest of the line; where the same voice continues the sentence, no sentence's pause follows it."""
        if self._line is None or role.voice != self._line.role.voice:
            return self._end_line()
        return self._end_line_inside(following.text)

    def _end_line_inside(self, following: str = "") -> list[Item]:
        """Return the rest of the line; where its last sentence goes on, no sentence's pause follows it."""
        line, self._line = self._line, None
        if line is None:
            return []
        sentences = line.splitter.finish()
        if sentences:
            ending = _ending_inside(sentences[-1], line.role.locale, following)
            sentences[-1] = replace(sentences[-1], ending=ending)
        return self._passages(line, sentences)

    def _passages(self, line: "_OpenLine", sentences: Sequence[Sentence]) -> list[Item]:
        passages: list[Item] = []
        for sentence in sentences:
            passages += self._pause_between()
            self._last_ending = sentence.ending
            positions, parts = line.positions(sentence), line.parts(sentence)
            if any(part.line.reading for part in parts):
                sentence = replace(sentence, text=line.written(sentence))  # noqa: PLW2901 -- the same without its mask
            is_rest, self._rest_follows = self._rest_follows, False
            several = any(part.role is not parts[0].role for part in parts)
            passages.append(
                Passage(
                    sentence,
                    parts[0].role,
                    positions,
                    first=not self._returned_any,
                    is_rest=is_rest,
                    parts=parts if several or any(part.line.reading for part in parts) else (),
                )
            )
            self._returned_any = True
        return passages


@dataclass(slots=True)
class _OpenLine:
    """A text of one voice and language, whose end has not been reached."""

    role: Role
    """That of its first line."""
    splitter: SentenceSplitter
    lines: list[tuple[int, Line, Role]] = field(default_factory=list)
    """The lines whose sentences are not complete, and where each begins in the text."""
    length: int = 0
    """Characters so far."""

    @property
    def last_role(self) -> Role | None:
        """The role of the line that was added last."""
        return self.lines[-1][2] if self.lines else None

    def takes(self, line: Line, role: Role) -> bool:
        """Return whether a line continues this text: another role of the voice may, unless a sentence is over."""
        if not line.text.strip() or role is self.last_role:
            return True
        return self._has_voice_of(role) and not self._ends_before(line)

    def add(self, line: Line, role: Role) -> list[Sentence]:
        """Return the sentences that are complete with a line; blanks of another voice are silent in this one."""
        self.lines.append((self.length, line, role if self._has_voice_of(role) else self.role))
        self.length += len(line.text)
        return self.splitter.feed(line.text if line.reading is None else _mask(line))

    def written(self, sentence: Sentence) -> str:
        """Return a sentence as it is written, for the splitter sees a mask of what is one part."""
        return "".join(
            line.text[max(sentence.start - offset, 0) : max(sentence.start + len(sentence.text) - offset, 0)]
            for offset, line, _ in self.lines
        )

    def positions(self, sentence: Sentence) -> tuple[int, ...] | int:
        """Return where the characters of a sentence stand; what lies before it is forgotten."""
        start, end = sentence.start, sentence.start + len(sentence.text)
        done = bisect_right(self.lines, start, key=lambda line: line[0]) - 1
        del self.lines[:done]
        offset, line, _ = self.lines[0]
        if line.positions is None and end - offset <= len(line.text):
            return line.position(start - offset)
        return tuple(self._positions(start, end))

    def _positions(self, start: int, end: int) -> Iterator[int]:
        for offset, line, _ in self.lines:
            for at in range(max(start - offset, 0), min(end - offset, len(line.text))):
                yield line.position(at)

    def parts(self, sentence: Sentence) -> tuple[PassagePart, ...]:
        """Return the lines of a sentence whose positions were asked for."""
        start, end = sentence.start, sentence.start + len(sentence.text)
        return tuple(
            PassagePart(max(offset, start) - start, min(offset + len(line.text), end) - start, line, role)
            for offset, line, role in self.lines
            if max(offset, start) < min(offset + len(line.text), end)
        )

    def _has_voice_of(self, role: Role) -> bool:
        return (role.voice, role.locale) == (self.role.voice, self.role.locale)

    def _ends_before(self, line: Line) -> bool:
        """Return whether a sentence has ended before a line that begins with a letter, without a blank between."""
        text = ""
        for _, each, _ in reversed(self.lines):
            text = each.text + text
            if len(text) >= _TAIL:
                break
        if not line.text[0].isalpha() or text[-1:].isspace():
            return False
        last = text.rstrip(_CLOSING_MARKS)[-1:]
        return last in _SENTENCE_MARKS or (last == "." and _looks_finished(text, self.role.locale))


def _mask(line: Line) -> str:
    """Return a word as long as a line that is one part of its sentence, so that no sentence ends inside it."""
    first = line.text[0]
    return (first if first.isalnum() else "X") + "x" * (len(line.text) - 1)


async def passages(
    utterance: Utterance, arriving: AsyncIterable[str] | None, roles: RoleSource, settings: "Settings"
) -> AsyncGenerator[Item, None]:
    """Yield an utterance's passages and cues in order, each as soon as it is complete.

    The first one may be a clause of a sentence that is still arriving.
    """
    import asyncio  # noqa: PLC0415 -- a text that is only explained needs no event loop, and explaining starts faster

    if not markup.load.cache_info().currsize:
        await asyncio.to_thread(markup.load)
    limit = TextLimit(settings.limits.text_characters)
    reader, splitter = _reader(utterance, reader_options(settings)), PassageSplitter(roles)
    limit.count(utterance.text)
    for item in await _fed(utterance.text, reader, splitter):  # a mistake anywhere is found before anything is spoken
        yield item
    if arriving is not None:
        async with aclosing(_chunks_and_quiet(arriving, settings.wyoming.flush_after)) as chunks:
            async for chunk in chunks:
                limit.count(chunk or "")
                items = splitter.flush() if chunk is None else await _fed(chunk, reader, splitter)
                for item in items or splitter.early():
                    yield item
    rest = reader.finish()
    _count_cues(rest)
    for item in (*await splitter.load_and_feed((*rest, *utterance.cues)), *splitter.finish()):
        yield item
    log_notes((*reader.notes, *splitter.notes))


def reader_options(settings: "Settings") -> markup.ReaderOptions:
    """Return what the settings say about markup."""
    return markup.ReaderOptions(settings.reading.short_forms, settings.reading.cues)  # type: ignore[arg-type] # one of the choices


def _count_cues(cues: Iterable[Cue]) -> None:
    for cue in cues:
        if isinstance(cue, Line) and cue.reading is not None and cue.reading.rule.startswith("cue."):
            CUES.add({"alias": "word", "silent": "left_out"}.get(cue.reading.kind, "sound"))


def log_notes(notes: Iterable[markup.Note], kind: str = "markup") -> None:
    """Log what has no effect in a text: where, and never what is written there."""
    if places := [f"at {note.position}: {note.message}" for note in sorted(notes, key=lambda note: note.position)]:
        _RATE_LIMITED.warning(kind, "Parts of a text's markup have no effect (%d): %s", len(places), " ".join(places))


async def rest_of(items: AsyncGenerator[Item, None], resumption: Resumption) -> AsyncGenerator[Item, None]:
    """Yield the passages from a position on, and what is needed of the cues before: who speaks, over which sounds.

    What is left of parts that are to last for a time is spoken at its own speed.
    """
    async with aclosing(items):
        before = True
        async for item in items:
            if before and isinstance(item, Passage):
                before = item.position(len(item.sentence.text) - 1) < resumption.position
            if before and isinstance(item, PartsStart):
                yield replace(item, seconds=None)
            elif not before or isinstance(item, Turn | BackgroundStart | BackgroundEnd | NextPart | PartsEnd):
                yield item


def _reader(utterance: Utterance, options: markup.ReaderOptions) -> markup.CueReader:
    speakers = tuple(speaker for speaker, _ in utterance.cast)
    return markup.reader(utterance.markup, replace(options, speakers=speakers) if speakers else options)


async def _fed(chunk: str, reader: markup.CueReader, splitter: PassageSplitter) -> list[Item]:
    """Return what is complete with a chunk; other requests go on between its slices."""
    import asyncio  # noqa: PLC0415 -- a text that is only explained needs no event loop, and explaining starts faster

    items: list[Item] = []
    for piece in _slices(chunk):
        cues = reader.feed(piece)
        _count_cues(cues)
        items += await splitter.load_and_feed(cues)
        await asyncio.sleep(0)
    return items


def _slices(text: str) -> Iterator[str]:
    """Yield a text in slices; an empty text is one too."""
    for start in range(0, max(len(text), 1), _SLICE):
        yield text[start : start + _SLICE]


def passages_of(
    utterance: Utterance, roles: RoleSource, options: markup.ReaderOptions = _DEFAULT
) -> tuple[list[Item], Sequence[markup.Note]]:
    """Return the passages and cues of an utterance whose text is complete, and what its markup cannot do; blocks."""
    reader, splitter = _reader(utterance, options), PassageSplitter(roles)
    items = splitter.feed((*reader.feed(utterance.text), *reader.finish(), *utterance.cues))
    items += splitter.finish()
    problems = (note for item in items if isinstance(item, Passage) for note in reading_notes(item))
    notes = sorted((*reader.notes, *splitter.notes, *problems), key=lambda note: note.position)
    return items, notes[: markup.MAX_NOTES]


def reading_notes(passage: Passage) -> Iterator[markup.Note]:
    """Yield a note for each reading that is not possible."""
    for start, end, reading in passage.readings:
        if problem := problem_of(passage.sentence.text[start:end], reading, passage.role.locale):
            yield markup.Note(passage.position(start), problem)


async def _chunks_and_quiet(arriving: AsyncIterable[str], quiet: float) -> AsyncGenerator[str | None, None]:
    """Yield what arrives, and None once after each time that nothing has for a while."""
    import asyncio  # noqa: PLC0415 -- a text that is only explained needs no event loop, and explaining starts faster

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


def _ending_inside(sentence: Sentence, locale: Locale, following: str) -> Ending:
    """Return the ending of a sentence that goes on in another delivery, unless its marks or a line break end it."""
    text = sentence.text.rstrip()
    last = text.rstrip(_CLOSING_MARKS)[-1:]
    line_ends = sentence.text.endswith("\n") and not following[:1].islower()
    finished = last in _SENTENCE_MARKS or (last == "." and _looks_finished(text, locale))
    if sentence.ending is Ending.PARAGRAPH or line_ends or finished:
        return sentence.ending
    return Ending.CLAUSE if last in _CLAUSE_MARKS else Ending.NONE


def _looks_finished(text: str, locale: Locale) -> bool:
    splitter = SentenceSplitter(locale)
    return bool(splitter.feed(text) or splitter.flush())
