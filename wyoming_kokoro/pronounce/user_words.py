"""The user's own words, one a line: `Elon Musk = EE-lon MUSK`.

Before the word may stand, between brackets, a language (`[en-GB]`), `case` where capitals matter, and `pattern` where
it is a regular expression. The answer is a respelling, phonemes between slashes, or other words between quotes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wyoming_kokoro.errors import FileMistake
from wyoming_kokoro.pronounce.patterns import checked
from wyoming_kokoro.pronounce.respelling import InvalidRespelling, sound

MOST_ENTRIES = 5_000
"""Entries: far more than anybody writes, and few enough to be read anew at every change."""
MOST_PATTERNS = 100
"""Patterns are tried one after another on every text."""
LONGEST = 300
"""Characters of a word, phrase or pattern, and of an answer."""

_MARKS = re.compile(r"\[([^\]]*)\]\s*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*", re.ASCII | re.IGNORECASE)
_REMARK = re.compile(r"\s+#.*")

Key = tuple[str, str | None, bool, bool]


@dataclass(frozen=True, slots=True)
class UserWord:
    """A word, phrase or pattern, and what to say for it."""

    written: str
    answer: str
    """A respelling, phonemes between slashes, or other words between quotes."""
    language: str | None = None
    """Where it holds: en, en-GB; None: everywhere."""
    case: bool = False
    """Whether capitals have to be as they are written."""
    pattern: bool = False
    """Whether it is a regular expression."""

    @property
    def spoken(self) -> str | None:
        """The other words that are said for it; None where the answer is a sound."""
        quoted = len(self.answer) > 1 and self.answer[0] == self.answer[-1] == '"'
        return self.answer[1:-1] if quoted else None

    @property
    def key(self) -> Key:
        """What tells it from other entries: a later one with the same key takes its place."""
        written = self.written if self.case or self.pattern else self.written.casefold()
        return written, self.language, self.case, self.pattern

    @property
    def line(self) -> str:
        """It as a line of the file."""
        marks = [self.language or "", "case" * self.case, "pattern" * self.pattern]
        before = f"[{' '.join(filter(None, marks))}] " if any(marks) else ""
        return f"{before}{self.written} = {self.answer}"

    def phonemes(self, *, british: bool) -> str:
        """How it sounds, where it is not other words."""
        return sound(self.answer, british=british)

    def holds_in(self, language: str) -> bool:
        """Whether it holds where this language is spoken."""
        if self.language is None:
            return True
        wanted, there = self.language.lower(), language.replace("_", "-").lower()
        return there == wanted or there.startswith(f"{wanted}-")


@dataclass(frozen=True, slots=True)
class UserWords:
    """The entries that are right, and what is wrong with the others."""

    entries: tuple[UserWord, ...] = ()
    mistakes: tuple[FileMistake, ...] = ()


def parse(text: str, where: str = "pronunciations") -> UserWords:
    """Read a file of own words; `where` is what its mistakes call it."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    return collected(
        (f"{where}, line {number}", _tried(*_halves(line))) for number, line in lines if _says_something(line)
    )


def parse_pairs(pairs: Mapping[str, str], where: str = "pronunciations") -> UserWords:
    """The same from pairs of what is written and its answer, as in the settings."""
    return collected((f"{where}, {written}", _tried(written, answer)) for written, answer in pairs.items())


def with_entry(text: str, entry: UserWord) -> str:
    """The file's text with this entry where its like was, or at the end; everything else stays."""
    lines, found = list[str](), False
    for line in text.splitlines():
        if _key(line) != entry.key:
            lines.append(line)
        elif not found:
            lines.append(entry.line)
            found = True
    if not found:
        lines.append(entry.line)
    return "".join(f"{line}\n" for line in lines)


def without_entry(text: str, key: Key) -> str:
    """The file's text without the entry of this key; everything else stays."""
    return "".join(f"{line}\n" for line in text.splitlines() if _key(line) != key)


def entry(written: str, answer: str) -> UserWord:
    """The entry of what stands on either side of the equals sign; Unreadable, with the reason, if it is wrong."""
    made = _marked(written.strip(), answer.strip())
    check(made)
    return made


def check(made: UserWord) -> None:
    """Unreadable, with the reason, if an entry is wrong."""
    if max(len(made.written), len(made.answer)) > LONGEST:
        raise InvalidRespelling(f"it is longer than {LONGEST} characters")
    if not made.answer:
        raise InvalidRespelling('it should be "written = how it sounds"')
    if made.pattern:
        pattern = checked(made.written, case=made.case)
        try:
            pattern.sub(made.spoken or "", "")
        except (re.error, IndexError) as wrong:
            raise InvalidRespelling(f"the words to say are wrong: {wrong}") from wrong
    elif not any(sign.isalnum() for sign in made.written):
        raise InvalidRespelling("there is no word before the equals sign")
    if made.spoken is None:
        made.phonemes(british=False)


def collected(tried: Iterable[tuple[str, UserWord | str]]) -> UserWords:
    """Entries with their places, checked; of like ones the last. A text in place of an entry tells what is wrong."""
    entries: dict[Key, UserWord] = {}
    mistakes: list[FileMistake] = []
    patterns = 0
    for place, each in tried:
        wrong = each if isinstance(each, str) else _wrong_with(each)
        if not wrong and isinstance(each, UserWord):
            patterns += each.pattern
            if len(entries) >= MOST_ENTRIES or patterns > MOST_PATTERNS:
                wrong = f"there are more than {MOST_ENTRIES} words or {MOST_PATTERNS} patterns"
            else:
                entries[each.key] = each
        if wrong:
            mistakes.append(FileMistake(place, wrong))
    return UserWords(tuple(entries.values()), tuple(mistakes))


def _wrong_with(made: UserWord) -> str:
    try:
        check(made)
    except InvalidRespelling as wrong:
        return str(wrong)
    return ""


def _tried(written: str, answer: str) -> UserWord | str:
    try:
        return _marked(written.strip(), answer.strip())
    except InvalidRespelling as wrong:
        return str(wrong)


def _marked(written: str, answer: str) -> UserWord:
    """The entry with what stands between brackets before it."""
    marks = _MARKS.match(written)
    if marks is None:
        return UserWord(written, answer)
    language, case, pattern = None, False, False
    for mark in marks[1].split():
        case, pattern = case or mark == "case", pattern or mark == "pattern"
        if mark in {"case", "pattern"}:
            continue
        if not _LANGUAGE.fullmatch(mark):
            raise InvalidRespelling(f'"{mark}" is none of: a language such as en-GB, case, pattern')
        language = mark.replace("_", "-")
    return UserWord(written[marks.end() :], answer, language, case, pattern)


def _says_something(line: str) -> bool:
    return bool(line) and not line.startswith("#")


def _halves(line: str) -> tuple[str, str]:
    """What stands before the equals sign, and after it without a remark."""
    written, sign, answer = line.rpartition(" = ") if " = " in line else line.partition("=")
    if not sign:
        return line, ""
    answer = answer.strip()
    if answer.startswith('"') and '"' in answer[1:]:
        return written, answer[: answer.index('"', 1) + 1]
    return written, _REMARK.sub("", answer)


def _key(line: str) -> Key | None:
    """The key of a line's entry, be it right or wrong."""
    line = line.strip()
    if not _says_something(line):
        return None
    try:
        return _marked(*(half.strip() for half in _halves(line))).key
    except InvalidRespelling:
        return None
