"""Where one may breathe: text into sentences, also while it is still arriving, and sentences into clauses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from wyoming_kokoro.speech import Ending
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.phrase_breaks import break_words

LONGEST = 400
"""Characters in one sentence: about what Kokoro takes in one call, and half a minute that nobody should wait for."""
LONGEST_BLOCK = 20_000
"""Characters in one block of code, which stays whole because it is left out whole; a fence never closed ends here."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or a clause, and where it stands in the text."""

    start: int
    text: str
    ending: Ending


class SentenceSplitter:
    """Cuts text that arrives in pieces; how it was cut into pieces does not matter."""

    def __init__(self, locale: Locale | None = None) -> None:
        language = (locale or Locale()).base
        self._breaks = _breaks(language)
        self._breaths = break_words(language)
        self._forget()

    def feed(self, text: str) -> list[Sentence]:
        """The sentences that are complete with this piece."""
        self._pending += text
        return self._ready(final=False)

    def flush(self) -> list[Sentence]:
        """In a quiet moment: what looks finished and waits only for the next character to be sure."""
        cuts = self._ready(final=False)
        rest = self._pending.rstrip()
        if _looks_finished(rest, self._pending, self._breaks, fresh=self._fresh):
            ending = Ending.PARAGRAPH if self._pending.endswith("\n\n") else Ending.SENTENCE
            cuts.append(Sentence(self._place, self._pending if self._pending.endswith("\n") else rest, ending))
            self._drop(len(self._pending))
        return cuts

    def early(self, shortest: int) -> Sentence | None:
        """The beginning of the sentence that is still arriving, up to its first clause end after that many characters.

        Where no mark comes, up to a word before which one may breathe, once enough stands behind it. For whoever cannot
        wait for the whole: unlike the sentences, it depends on how the text was cut into pieces.
        """
        if self._fresh and _STRUCTURE.match(self._pending):
            return None
        for split, ending in (*self._clause_ends(), *self._breaths_taken()):
            if split >= shortest:
                cut = Sentence(self._place, self._pending[:split].rstrip(), ending)
                self._drop(split)
                return cut
        return None

    def finish(self) -> list[Sentence]:
        """What was held back; the next text begins anew."""
        cuts = self._ready(final=True)
        self._forget()
        return cuts

    def _clause_ends(self) -> Iterator[tuple[int, Ending]]:
        for part in clauses(Sentence(self._place, self._pending, Ending.SENTENCE))[1:]:
            yield part.start - self._place, Ending.CLAUSE

    def _breaths_taken(self) -> Iterator[tuple[int, Ending]]:
        for place, _ in self._breaths.places(self._pending):
            if len(self._pending) - place >= _BEHIND:
                yield place, Ending.NONE

    def _forget(self) -> None:
        self._pending = ""
        self._place = 0
        self._seen = 0  # how far the pending text holds no end for certain
        self._fresh = True  # whether the pending text begins a line

    def _ready(self, *, final: bool) -> list[Sentence]:
        cuts: list[Sentence] = []
        text, begin = self._pending, 0
        seen = self._seen
        while True:
            begin, self._fresh = _skip_blanks(text, begin, fresh=self._fresh)
            found = _find_end(text, begin, max(begin, seen), self._breaks, fresh=self._fresh, final=final)
            if isinstance(found, int):
                self._seen = found
                break
            end, ending = found
            cuts.append(Sentence(self._place + begin, text[begin:end], ending))
            self._fresh = text[end - 1] == "\n"
            begin = seen = end
        self._pending = text[begin:]
        self._place += begin
        self._seen = max(0, self._seen - begin)
        return cuts

    def _drop(self, count: int) -> None:
        self._fresh = self._pending[:count].endswith("\n")
        self._pending = self._pending[count:]
        self._place += count
        self._seen = 0


def clauses(cut: Sentence) -> list[Sentence]:
    """The sentence cut where one may breathe inside it; the last clause keeps the sentence's ending."""
    text, cuts, begin = cut.text, list[Sentence](), 0
    for match in _CLAUSE_END.finditer(text):
        end = match.end()
        if _breathes(text, begin, match.start(), end):
            cuts.append(Sentence(cut.start + begin, text[begin:end].rstrip(), Ending.CLAUSE))
            begin = end + len(text[end:]) - len(text[end:].lstrip())
    cuts.append(Sentence(cut.start + begin, text[begin:], cut.ending))
    return cuts


_BEHIND: Final = 24
"""Characters behind a breath without a mark: the sentence is a long one, and a mark would have come by now."""
_AHEAD: Final = 32
"""Characters looked at after a possible end, at most: blanks and stops may go on for ever, a decision may not."""
_WRAPPED: Final = 50
"""A line this long was broken by its width; a shorter one because it was complete."""
_SHORTEST_CLAUSE: Final = 10
"""Letters; shorter ones ("Well,") sound torn off."""

_MARK = re.compile(r"[.!?…。！？｡।॥\n]")
_RUN = re.compile(rf"[.!?…。！？｡।॥]{{1,{_AHEAD}}}")
_CLOSERS = re.compile(rf"[\"'”’»)\]*_`」』）]{{0,{_AHEAD}}}")
_AFTER_QUOTED: Final = frozenset("とっなのはがをにも、，")
"""What goes on with the sentence behind something quoted, in Japanese and Chinese."""
_SPACED = re.compile(r"(?<!\w)([^\W\d_]{1,2})\.[ \u00a0]([^\W\d_]{1,3})$")
_FULL_WIDTH = re.compile(r"[。！？｡।॥]")
_LAST_WORD = re.compile(r"[^\s(\"'“‘\[*_<–—-]{0,24}$")
_NEXT_WORD = re.compile(r"[\"'“‘(\[*_]*[^\s]*")
_DOTTED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]|Ph\.D")
_STRUCTURE = re.compile(r"\s*(?:#{1,6}\s|[-*+•‣▪]\s|\d{1,3}[.)]\s|>|\|)")
_FENCE = re.compile(r"(?:```|~~~)")
_LAST_STOP = re.compile(rf"(?<![.!?…])[.!?…]{{1,{_AHEAD}}}[\"'”’»)\]*_`]{{0,{_AHEAD}}}$")
_FENCE_LOOK: Final = 3
_STRUCTURE_LOOK: Final = 8
"""Characters that tell whether a line begins a heading or an item: "###### " is the longest beginning."""
_CLAUSE_END = re.compile(
    r"[,;:…—][\"'”’)\]]{0,3}(?=\s)|[，、；：]|\s[-–—](?=\s)|—(?=\w)",
)


@dataclass(frozen=True, slots=True)
class _StopWords:
    """What a language's words say about a stop after them."""

    kinds: dict[str, str]
    """For each abbreviation what may follow it: see the table."""
    starters: frozenset[str]
    """Words that begin sentences and hardly ever names."""
    calendar: frozenset[str]
    """Days and months: they follow a time or a comma inside a sentence."""
    ordinal: frozenset[str]
    """Words after which figures with a stop are an ordinal, in languages that write ordinals so."""


@cache
def _breaks(language: str) -> _StopWords:
    table = Path(__file__).parent / language / "data" / "breaks.tsv"
    words: dict[str, set[str]] = {"starter": set(), "calendar": set(), "ordinal": set()}
    kinds: dict[str, str] = {}
    for line in table.read_text("utf-8").splitlines() if table.is_file() else ():
        kind, _, listed = line.partition("\t")
        if kind in words:
            words[kind].update(listed.split())
        elif not line.startswith("#"):
            kinds.update(dict.fromkeys(listed.split(), kind))
    return _StopWords(kinds, *(frozenset(words[kind]) for kind in ("starter", "calendar", "ordinal")))


def _skip_blanks(text: str, begin: int, *, fresh: bool) -> tuple[int, bool]:
    while begin < len(text) and text[begin].isspace():
        fresh = fresh or text[begin] == "\n"
        begin += 1
    return begin, fresh


_End = tuple[int, Ending]


def _find_end(text: str, begin: int, seen: int, breaks: _StopWords, *, fresh: bool, final: bool) -> _End | int:
    """Where the sentence ends and how, or how far it is certain that it does not end."""
    if fresh and text.startswith(("`", "~"), begin):
        block = _block(text, begin, seen, final=final)
        if block is not None:
            return block
    limit = begin + LONGEST
    at = seen
    while (match := _MARK.search(text, at, limit)) is not None:
        at = match.start()
        if text[at] == "\n":
            found, upto = _line_end(text, begin, at, final=final), at + 1
        else:
            found, upto = _stop(text, begin, at, breaks, fresh=fresh, final=final)
        if found is _WAIT:
            return at
        if isinstance(found, tuple):
            return found
        at = upto
    if len(text) >= limit + _AHEAD or (final and len(text) > limit):
        return _best_place(text, begin, limit)
    if final and begin < len(text):
        return len(text), Ending.SENTENCE
    return min(len(text), limit)


class _NeedMoreText:
    """Too little is known yet."""


_WAIT: Final = _NeedMoreText()
_BEFORE_YEARS: Final = frozenset({"b", "d", "c", "fl"})
"""Born, died, about, flourished: abbreviations before a year only."""
_NUMBERED: Final = re.compile(r"[\d#]|(?!I\b)[IVXLC]+\b|[A-Z]{1,5}-?\d")
"""A number after "vol." or "no.": digits, a Roman numeral, or a code."""
_Found = _End | _NeedMoreText | None


def _block(text: str, begin: int, seen: int, *, final: bool) -> _End | int | None:
    """A fenced block of code whole; None if this is none."""
    if len(text) - begin < _FENCE_LOOK and not final:
        return begin
    if not (fence := _FENCE.match(text, begin)):
        return None
    limit = begin + LONGEST_BLOCK
    closing = text.find("\n" + fence[0], max(begin, seen - _FENCE_LOOK), limit)
    if closing >= 0:
        line_end = text.find("\n", closing + 1)
        if line_end >= 0 or final:
            return (line_end + 1 if line_end >= 0 else len(text)), Ending.PARAGRAPH
        return closing
    if len(text) >= limit:
        return limit, Ending.PARAGRAPH
    return (len(text), Ending.PARAGRAPH) if final else len(text)


def _stop(text: str, begin: int, at: int, breaks: _StopWords, *, fresh: bool, final: bool) -> tuple[_Found, int]:
    """What the stop at a place means, and from where to go on if it is no end."""
    run_end = _reach(_RUN, text, at)
    end = _reach(_CLOSERS, text, run_end)
    if end == len(text):
        return (None if final else _WAIT), end
    if _inside_code(text, begin, at):
        return None, end
    if not text[end].isspace():
        if end > run_end and text[end] in _AFTER_QUOTED:
            return None, end
        crowded = _FULL_WIDTH.search(text, at, run_end) or (_is_ideographic(text[end]) and text[at] not in ".…")
        return ((end, Ending.SENTENCE) if crowded else None), end
    window = text[end : end + _AHEAD]
    whole = len(window) == _AHEAD or final
    following = window.lstrip()
    if window[: len(window) - len(following)].count("\n") > 1:
        return (end, Ending.PARAGRAPH), end
    if not following and not whole:
        return _WAIT, end
    sentence = _Stop(
        text[max(begin, at - _AHEAD) : at], text[at:end], following, _is_item(text, begin, at, fresh=fresh)
    )
    ends = _ends_sentence(sentence, breaks, whole=whole)
    if ends is None:
        return _WAIT, end
    return ((end, Ending.SENTENCE) if ends else None), end


@dataclass(frozen=True, slots=True)
class _Stop:
    """A stop with blanks after it, and what stands around it."""

    before: str
    stop: str
    following: str
    item: bool
    """Whether it follows the number of a list's item."""


def _ends_sentence(it: _Stop, breaks: _StopWords, *, whole: bool) -> bool | None:
    """Whether a stop ends the sentence; None: the next word is needed and must arrive whole first."""
    small = it.following[:1].islower()
    if it.stop[-1] in "\"'”’»)" and small:
        return False
    if set(it.stop) & set("!?"):
        return True
    if it.stop.startswith(("..", "…")):
        return not small
    if it.stop.startswith("."):
        return not it.item and _ends_after_word(it, breaks, whole=whole)
    return True


def _ends_after_word(it: _Stop, breaks: _StopWords, *, whole: bool) -> bool | None:
    """Whether a single full stop ends the sentence, by the word before it."""
    found = _LAST_WORD.search(it.before)
    word = found[0] if found else ""
    if breaks.ordinal and word.isdecimal():
        return _ends_after_figures(it, breaks, whole=whole)
    spaced = _SPACED.search(it.before)
    kind = breaks.kinds.get(f"{spaced[1]}.{spaced[2]}".lower()) if spaced else None
    kind = kind or breaks.kinds.get(word.lower())
    if kind in {"before", "inside"} or word == "Ft" or (word in _BEFORE_YEARS and it.following[:1].isdigit()):
        return False
    if kind == "number":
        if it.following[:1].isupper() and _reach(_NEXT_WORD, it.following, 0) == len(it.following) and not whole:
            return None
        return not _NUMBERED.match(it.following)
    if kind == "time":
        return not it.following[:1].islower() and _begins_sentence(it.following, breaks, whole=whole, time=True)
    if (kind == "name" and not word.islower()) or _DOTTED.fullmatch(word) or _is_initial(word, it.before):
        return _begins_sentence(it.following, breaks, whole=whole, time=False)
    return True


def _ends_after_figures(it: _Stop, breaks: _StopWords, *, whole: bool) -> bool | None:
    """Whether a stop after figures ends the sentence, where it may make them an ordinal: "am 3. Mai"."""
    *earlier, _ = it.before.split()
    if earlier and earlier[-1].lower() in breaks.ordinal:
        return False
    return _begins_sentence(it.following, breaks, whole=whole, time=True)


def _begins_sentence(following: str, breaks: _StopWords, *, whole: bool, time: bool) -> bool | None:
    """Whether the next word begins a sentence; None while it is not whole."""
    if _reach(_NEXT_WORD, following, 0) == len(following) and not whole:
        return None
    word = following.lstrip("\"'“‘([*_").split()[0].rstrip(",.;:!?") if following.strip("\"'“‘([*_ ") else ""
    if time:
        return word.lower() not in breaks.calendar and not (word.isupper() and len(word) > 1)
    return word.lower() in breaks.starters and word[:1].isupper()


def _is_item(text: str, begin: int, at: int, *, fresh: bool) -> bool:
    """Whether the stop follows the number of a list's item."""
    line = text.rfind("\n", begin, at) + 1 or (begin if fresh else at)
    return text[line:at].strip().isdecimal()


def _is_initial(word: str, before: str) -> bool:
    """Whether a single letter may be part of a name: most small words before it speak against that."""
    if len(word) != 1 or not word.isupper() or word == "I":
        return False
    earlier = before[:-1].split()
    return not earlier or not earlier[-1].islower() or earlier[-1] in {"by", "and", "with", "to", "from", "for", "of"}


def _line_end(text: str, begin: int, at: int, *, final: bool) -> _Found:
    """What the end of a line means that does not end with a stop."""
    line = text[text.rfind("\n", begin, at) + 1 or begin : at]
    if not line.strip():
        return None
    if _STRUCTURE.match(line):
        return at + 1, Ending.PARAGRAPH if line.lstrip().startswith("#") else Ending.SENTENCE
    window = text[at + 1 : at + 1 + _AHEAD]
    following = window.lstrip()
    if "\n" in window[: len(window) - len(following)]:
        return at + 1, Ending.PARAGRAPH
    if len(following) < _STRUCTURE_LOOK and len(window) < _AHEAD and not final:
        return _WAIT
    ending = Ending.CLAUSE if line.rstrip()[-1] in ",;" else Ending.SENTENCE
    if _STRUCTURE.match(following) or _FENCE.match(following):
        return at + 1, ending
    complete = len(line) < _WRAPPED and not following[:1].islower()
    return (at + 1, ending) if complete else None


def _best_place(text: str, begin: int, limit: int) -> _End:
    """Where to cut what has no end: after a clause, else at a blank, else anywhere but inside a character."""
    earliest = begin + LONGEST // 4
    ends = [match.end() for match in _CLAUSE_END.finditer(text, earliest, limit)]
    if ends:
        return ends[-1], Ending.CLAUSE
    for at in range(limit, earliest, -1):
        if text[at].isspace():
            return at, Ending.NONE
    at = limit
    while at > limit - _AHEAD and _joins(text[at - 1], text[at]):
        at -= 1
    return at, Ending.NONE


_JOINER = "\N{ZERO WIDTH JOINER}"


def _joins(one: str, other: str) -> bool:
    """Whether two characters make up one sign."""
    return _JOINER in (one, other) or bool(re.match(r"[\u0300-\u036f\u20d0-\u20f0\ufe00-\ufe0f]", other))


def _reach(pattern: re.Pattern[str], text: str, at: int) -> int:
    """Where a pattern that may match nothing ends."""
    return match.end() if (match := pattern.match(text, at)) else at


def _inside_code(text: str, begin: int, at: int) -> bool:
    return text.count("`", begin, at) % 2 == 1


def _is_ideographic(sign: str) -> bool:
    return "\u3040" <= sign <= "\u9fff" or "\uac00" <= sign <= "\ud7a3"


def _looks_finished(rest: str, pending: str, breaks: _StopWords, *, fresh: bool) -> bool:
    if not rest or (fresh and _FENCE.match(rest)) or _inside_code(rest, 0, len(rest)):
        return False
    if pending.endswith("\n"):
        return True
    found = _LAST_STOP.search(rest, max(0, len(rest) - 2 * _AHEAD))
    if not found:
        return False
    at = found.start()
    word = _LAST_WORD.search(rest, max(0, at - _AHEAD), at)
    if word and breaks.kinds.get(word[0].lower()) == "time":
        return True
    stop = _Stop(rest[max(0, at - _AHEAD) : at], found[0], "", _is_item(rest, 0, at, fresh=fresh))
    return bool(_ends_sentence(stop, breaks, whole=True))


def _breathes(text: str, begin: int, at: int, end: int) -> bool:
    """Whether a sign inside a sentence parts two clauses."""
    if _width(text[begin:end]) < _SHORTEST_CLAUSE or _width(text[end : end + _AHEAD]) < _SHORTEST_CLAUSE:
        return False
    before, after = text[:at].rstrip()[-1:], text[end : end + _AHEAD].lstrip()
    if before.isdigit() and after[:1].isdigit():
        return False  # "November 21, 2025", "3 - 4"
    if re.match(r"[A-Z]{2}\b|(?:Jr|Sr|Inc|Ltd)\b", after) and text[at] == ",":
        return False  # "Santa Clara, CA"
    if text[at] == "," and _is_calendar(text[begin:at], after):
        return False
    open_signs = text.count("(", begin, end) > text.count(")", begin, end)
    return (
        not open_signs and text.count("[", begin, end) <= text.count("]", begin, end) and not _inside_code(text, 0, end)
    )


def _width(text: str) -> int:
    """How long a text is in letters: an ideograph is about two of them."""
    return len(text) + sum(map(_is_ideographic, text))


def _is_calendar(before: str, after: str) -> bool:
    """Whether a comma stands inside a date: "Tuesday, June 5"."""
    calendar = _breaks("en").calendar
    words = before.split()
    following = re.match(r"[A-Za-z]+", after)
    return bool(words and words[-1].lower() in calendar) or bool(following and following[0].lower() in calendar)
