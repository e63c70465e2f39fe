"""Finds where sentences end: at full stops that are not part of an abbreviation, at line ends, after code blocks.

Text may still be arriving, so a function can also answer that it needs more of it.
"""

import re
from dataclasses import dataclass
from typing import Final

from wyoming_kokoro.speech import Ending
from wyoming_kokoro.text.clauses import clause_ends, is_inside_code
from wyoming_kokoro.text.scripts import is_ideographic
from wyoming_kokoro.text.stop_words import StopWords

MAX_SENTENCE: Final = 400
"""Characters in one sentence: about what Kokoro takes in one call, and half a minute of speech to wait for."""
MAX_CODE_BLOCK: Final = 20_000
"""Characters in one block of code, which stays whole because it is left out whole; an unclosed block ends here."""

_LOOKAHEAD: Final = 32
"""Characters after a possible end that are considered, at most: blanks and stops may go on without end."""
_WRAPPED_LINE: Final = 50
"""A line this long was wrapped at its width; a shorter one ends because it is complete."""
_FENCE_LENGTH: Final = 3
_STRUCTURE_LENGTH: Final = 8
"""Characters that decide whether a line is a heading or a list item: "###### " is the longest beginning."""

_END_MARK = re.compile(r"[.!?…。！？｡।॥\n]")
_STOPS = re.compile(rf"[.!?…。！？｡।॥]{{1,{_LOOKAHEAD}}}")
_CLOSING_MARKS = re.compile(rf"[\"'”’»)\]*_`」』）]{{0,{_LOOKAHEAD}}}")
_AFTER_QUOTE: Final = frozenset("とっなのはがをにも、，")
"""Characters that continue the sentence after a quotation, in Japanese and Chinese."""
_SPACED_ABBREVIATION = re.compile(r"(?<!\w)([^\W\d_]{1,2})\.[ \u00a0]([^\W\d_]{1,3})$")
_LINKS: Final = frozenset("=+&≈×÷|")
"""Signs that link what is before them with what follows."""
_LETTER = re.compile(r"[A-Z](?:[.,;:)]|$)")
_COUNTED_UNIT = re.compile(r"[\d½¼¾]\s?[a-z]{1,4}$")
_FACTORIAL = re.compile(r"(?<!\w)(?:\d{1,3}|[knmxr])$")
_GOES_ON = re.compile(r"[=+*/×÷<>≈]|[a-z]+\s")
"""What follows a factorial inside a sentence."""
_FULL_WIDTH_STOP = re.compile(r"[。！？｡।॥]")
_LAST_WORD = re.compile(r"[^\s(\"'“‘\[*_<–—-]{0,24}$")
_NEXT_WORD = re.compile(r"[\"'“‘(\[*_]*[^\s]*")
_DOTTED = re.compile(r"(?:[A-Za-z]\.)+[A-Za-z]|Ph\.D")
_STRUCTURE = re.compile(r"\s*(?:#{1,6}\s|[-*+•‣▪]\s|\d{1,3}[.)]\s|>|\|)")
_FENCE = re.compile(r"(?:```|~~~)")
_LAST_STOP = re.compile(rf"(?<![.!?…])[.!?…]{{1,{_LOOKAHEAD}}}[\"'”’»)\]*_`]{{0,{_LOOKAHEAD}}}$")
_BEFORE_YEARS: Final = frozenset({"b", "d", "c", "fl"})
"""Born, died, about, flourished: abbreviations before a year only."""
_POINTED: Final = re.compile(r"(?:0?[1-9]|[12]\d|3[01])\.(?:0?[1-9]|1[0-2])|[IVX]{1,6}")
"""A day and a month in digits, or a Roman numeral, which have a full stop in some languages."""
_NUMBERED: Final = re.compile(r"[\d#]|(?!I\b)[IVXLC]+\b|[A-Z]{1,5}-?\d|[A-Z]{2,3} \d")
"""A number after "vol." or "no.": digits, a Roman numeral, or a code."""
_UNFINISHED_CODE: Final = re.compile(r"[A-Z]{2,3} ?")
_BEFORE_INITIALS: Final = frozenset({"by", "and", "with", "to", "from", "for", "of"})
"""Lower-case words that a name may follow."""

SentenceEnd = tuple[int, Ending]
"""Where a sentence ends, and how."""


class _NeedMoreText:
    """The text that has arrived does not decide yet."""


_NEED_MORE: Final = _NeedMoreText()
_Decision = SentenceEnd | _NeedMoreText | None
"""An end, or None for a mark that is no end."""


def find_end(
    text: str, begin: int, searched: int, words: StopWords, *, at_line_start: bool, final: bool
) -> SentenceEnd | int:
    """Find the end of the sentence at `begin`, or the place up to which it certainly does not end.

    `searched` is that place from an earlier call; `final` says that no more text arrives.
    """
    if at_line_start and text.startswith(("`", "~"), begin):
        block = _code_block(text, begin, searched, final=final)
        if block is not None:
            return block
    limit = begin + MAX_SENTENCE
    at = searched
    while (match := _END_MARK.search(text, at, limit)) is not None:
        at = match.start()
        if text[at] == "\n":
            decision, next_at = _line_end(text, begin, at, final=final), at + 1
        else:
            decision, next_at = _stop(text, begin, at, words, at_line_start=at_line_start, final=final)
        if decision is _NEED_MORE:
            return at
        if isinstance(decision, tuple):
            return decision
        at = next_at
    if len(text) >= limit + _LOOKAHEAD or (final and len(text) > limit):
        return _forced_end(text, begin, limit)
    if final and begin < len(text):
        return len(text), Ending.SENTENCE
    return min(len(text), limit)


def looks_finished(rest: str, pending: str, words: StopWords, *, at_line_start: bool) -> bool:
    """Whether a text that stopped arriving looks like a finished sentence; `rest` has no blanks at its end."""
    if not rest or (at_line_start and _FENCE.match(rest)) or is_inside_code(rest, 0, len(rest)):
        return False
    if pending.endswith("\n"):
        return True
    stop = _LAST_STOP.search(rest, max(0, len(rest) - 2 * _LOOKAHEAD))
    if not stop:
        return False
    at = stop.start()
    word = _LAST_WORD.search(rest, max(0, at - _LOOKAHEAD), at)
    if word and words.kinds.get(word[0].lower()) == "time":
        return True
    is_item = _is_list_number(rest, 0, at, at_line_start=at_line_start)
    context = _StopContext(rest[max(0, at - _LOOKAHEAD) : at], stop[0], "", is_item)
    return bool(_ends_sentence(context, words, whole=True))


def is_structure(line: str) -> bool:
    """Whether a line begins a heading, a list item, a quotation or a table."""
    return _STRUCTURE.match(line) is not None


def _code_block(text: str, begin: int, searched: int, *, final: bool) -> SentenceEnd | int | None:
    """The end of a fenced block of code; None if this is none."""
    if len(text) - begin < _FENCE_LENGTH and not final:
        return begin
    if not (fence := _FENCE.match(text, begin)):
        return None
    limit = begin + MAX_CODE_BLOCK
    closing = text.find("\n" + fence[0], max(begin, searched - _FENCE_LENGTH), limit)
    if closing >= 0:
        line_end = text.find("\n", closing + 1)
        if line_end >= 0 or final:
            return (line_end + 1 if line_end >= 0 else len(text)), Ending.PARAGRAPH
        return closing
    if len(text) >= limit:
        return limit, Ending.PARAGRAPH
    return (len(text), Ending.PARAGRAPH) if final else len(text)


def _stop(
    text: str, begin: int, at: int, words: StopWords, *, at_line_start: bool, final: bool
) -> tuple[_Decision, int]:
    """Decide about the stop at a place, and return where to continue if it is no end."""
    stops_end = _match_end(_STOPS, text, at)
    end = _match_end(_CLOSING_MARKS, text, stops_end)
    if end == len(text):
        return (None if final else _NEED_MORE), end
    if is_inside_code(text, begin, at):
        return None, end
    if not text[end].isspace():
        return _stop_without_blank(text, at, stops_end, end), end
    window = text[end : end + _LOOKAHEAD]
    whole = len(window) == _LOOKAHEAD or final
    following = window.lstrip()
    if window[: len(window) - len(following)].count("\n") > 1:
        return (end, Ending.PARAGRAPH), end
    if not following and not whole:
        return _NEED_MORE, end
    is_item = _is_list_number(text, begin, at, at_line_start=at_line_start)
    context = _StopContext(text[max(begin, at - _LOOKAHEAD) : at], text[at:end], following, is_item)
    ends = _ends_sentence(context, words, whole=whole)
    if ends is None:
        return _NEED_MORE, end
    return ((end, Ending.SENTENCE) if ends else None), end


def _stop_without_blank(text: str, at: int, stops_end: int, end: int) -> SentenceEnd | None:
    """The end at a stop with no blank after it, as in Japanese and Chinese."""
    if end > stops_end and text[end] in _AFTER_QUOTE:
        return None
    without_blanks = is_ideographic(text[end]) and text[at] not in ".…"
    return (end, Ending.SENTENCE) if without_blanks or _FULL_WIDTH_STOP.search(text, at, stops_end) else None


@dataclass(frozen=True, slots=True)
class _StopContext:
    """A stop with blanks after it, and the text around it."""

    before: str
    stop: str
    following: str
    is_item: bool
    """Whether it follows the number of a list item."""


def _ends_sentence(context: _StopContext, words: StopWords, *, whole: bool) -> bool | None:
    """Whether a stop ends the sentence; None: the next word must arrive whole first."""
    lower_case = context.following[:1].islower()
    if context.stop[-1] in "\"'”’»)" and lower_case:
        return False
    if set(context.stop) & set("!?"):
        return not (context.stop == "!" and _FACTORIAL.search(context.before) and _GOES_ON.match(context.following))
    if context.stop.startswith(("..", "…")):
        return not lower_case
    if context.stop.startswith("."):
        return not context.is_item and _ends_after_word(context, words, whole=whole)
    return True


def _ends_after_word(context: _StopContext, words: StopWords, *, whole: bool) -> bool | None:
    """Whether a single full stop ends the sentence, by the word before it."""
    match = _LAST_WORD.search(context.before)
    word = match[0] if match else ""
    if context.following[:1] in _LINKS:
        return False
    if words.ordinal and word.isdecimal():
        return _ends_after_digits(context, words, whole=whole)
    if words.ordinal and _POINTED.fullmatch(word):
        return not context.following[:1].islower() and _begins_sentence(
            context.following, words, whole=whole, after_time=False
        )
    kind = _abbreviation_kind(word, context, words)
    if word == "Ft" or (word in _BEFORE_YEARS and context.following[:1].isdigit()):
        return False
    if kind is not None:
        return _ends_after_abbreviation(kind, word, context, words, whole=whole)
    if _DOTTED.fullmatch(word) or _is_initial(word, context.before):
        return _begins_sentence(context.following, words, whole=whole, after_time=False)
    return True


def _ends_after_abbreviation(
    kind: str, word: str, context: _StopContext, words: StopWords, *, whole: bool
) -> bool | None:
    """Whether the stop of an abbreviation of this kind ends the sentence too."""
    following = context.following
    if kind in {"before", "inside"} or (kind != "number" and following[:1].islower()):
        return False
    if kind == "number":
        if following[:1].islower():
            return (context.before.lower().split() or [""])[-2:][0] not in words.numbered
        if following[:1].isupper() and (
            not _is_next_word_whole(following, whole=whole) or (not whole and _UNFINISHED_CODE.fullmatch(following))
        ):
            return None
        return not _NUMBERED.match(following)
    if kind == "day":
        return not following[:1].isdigit() and _begins_sentence(following, words, whole=whole, after_time=True)
    if kind == "time":
        counted = following[:1].isdigit() and _COUNTED_UNIT.search(context.before)  # "1 hr. 10 min."
        return False if counted else _begins_sentence(following, words, whole=whole, after_time=True)
    if kind == "short" and _LETTER.match(following):
        return False  # "Bldg. A"
    if kind == "name" and word.islower() and not _DOTTED.fullmatch(word):
        return True
    return _begins_sentence(following, words, whole=whole, after_time=False)


def _abbreviation_kind(word: str, context: _StopContext, words: StopWords) -> str | None:
    """The kind of abbreviation before a stop, also of one with a blank inside, such as "p. m."; None if it is none."""
    spaced = _SPACED_ABBREVIATION.search(context.before)
    kind = words.kinds.get(f"{spaced[1]}.{spaced[2]}".lower()) if spaced else None
    if any(word.lower().endswith(end) and word.lower() != end for end in words.compound):
        return "number"
    if len(word) == 1 and word.isupper() and words.kinds.get(word.lower()) == "time":
        return kind  # an initial: "T. Smith", but "1 t. salt"
    return kind or words.kinds.get(word.lower().rpartition("/")[2])


def _ends_after_digits(context: _StopContext, words: StopWords, *, whole: bool) -> bool | None:
    """Whether a stop after digits ends the sentence, where it may mark an ordinal: "am 3. Mai"."""
    if context.following[:1].islower():
        return False
    *earlier, _ = context.before.split()
    if earlier and earlier[-1].lower() in words.ordinal:
        return _begins_sentence(context.following, words, whole=whole, after_time=False)
    return _begins_sentence(context.following, words, whole=whole, after_time=True)


def _begins_sentence(following: str, words: StopWords, *, whole: bool, after_time: bool) -> bool | None:
    """Whether the next word begins a sentence; None while it is incomplete."""
    if not _is_next_word_whole(following, whole=whole):
        return None
    word = following.lstrip("\"'“‘([*_").split()[0].rstrip(",.;:!?") if following.strip("\"'“‘([*_ ") else ""
    if after_time:
        return word.lower() not in words.calendar and not (word.isupper() and len(word) > 1)
    return word.lower() in words.starters and word[:1].isupper()


def _is_next_word_whole(following: str, *, whole: bool) -> bool:
    return whole or _match_end(_NEXT_WORD, following, 0) < len(following)


def _is_list_number(text: str, begin: int, at: int, *, at_line_start: bool) -> bool:
    """Whether the stop follows the number of a list item."""
    line = text.rfind("\n", begin, at) + 1 or (begin if at_line_start else at)
    return text[line:at].strip().isdecimal()


def _is_initial(word: str, before: str) -> bool:
    """Whether a single letter may be part of a name: not after most lower-case words."""
    if len(word) != 1 or not word.isupper() or word == "I":
        return False
    earlier = before[:-1].split()
    return not earlier or not earlier[-1].islower() or earlier[-1] in _BEFORE_INITIALS


def _line_end(text: str, begin: int, at: int, *, final: bool) -> _Decision:
    """Decide about the end of a line that does not end with a stop."""
    line = text[text.rfind("\n", begin, at) + 1 or begin : at]
    if not line.strip():
        return None
    if _STRUCTURE.match(line):
        return at + 1, Ending.PARAGRAPH if line.lstrip().startswith("#") else Ending.SENTENCE
    window = text[at + 1 : at + 1 + _LOOKAHEAD]
    following = window.lstrip()
    if "\n" in window[: len(window) - len(following)]:
        return at + 1, Ending.PARAGRAPH
    if len(following) < _STRUCTURE_LENGTH and len(window) < _LOOKAHEAD and not final:
        return _NEED_MORE
    ending = Ending.CLAUSE if line.rstrip()[-1] in ",;" else Ending.SENTENCE
    if _STRUCTURE.match(following) or _FENCE.match(following):
        return at + 1, ending
    complete = len(line) < _WRAPPED_LINE and not following[:1].islower()
    return (at + 1, ending) if complete else None


def _forced_end(text: str, begin: int, limit: int) -> SentenceEnd:
    """Where to cut a text without an end: after a clause, else at a blank, else anywhere but inside a character."""
    earliest = begin + MAX_SENTENCE // 4
    ends = [*clause_ends(text, earliest, limit)]
    if ends:
        return ends[-1], Ending.CLAUSE
    for at in range(limit, earliest, -1):
        if text[at].isspace():
            return at, Ending.NONE
    at = limit
    while at > limit - _LOOKAHEAD and _is_one_character(text[at - 1], text[at]):
        at -= 1
    return at, Ending.NONE


_JOINER = "\N{ZERO WIDTH JOINER}"


def _is_one_character(one: str, other: str) -> bool:
    """Whether two code points form one visible character."""
    return _JOINER in (one, other) or bool(re.match(r"[\u0300-\u036f\u20d0-\u20f0\ufe00-\ufe0f]", other))


def _match_end(pattern: re.Pattern[str], text: str, at: int) -> int:
    """The end of a match at a place, or the place itself."""
    return match.end() if (match := pattern.match(text, at)) else at
