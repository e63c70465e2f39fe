"""Parses the user's own words, one per line: `Elon Musk = EE-lon MUSK`.

Options in brackets may precede the word: a language (`[en-GB]`), `case` if capitals matter, and `pattern` for a regular
expression. The answer is a respelling, phonemes between slashes, or other words between quotes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from wyoming_kokoro.errors import FileMistake
from wyoming_kokoro.pronounce.patterns import compile_pattern
from wyoming_kokoro.pronounce.respelling import InvalidRespelling, sound

MOST_ENTRIES = 5_000
"""Entries: far more than people write, and few enough to read all of them at every change."""
MOST_PATTERNS = 100
"""Patterns, because each is searched in every text."""
LONGEST = 300
"""Characters of a word, phrase or pattern, and of an answer."""

_OPTIONS = re.compile(r"\[([^\]]*)\]\s*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})*", re.ASCII | re.IGNORECASE)
_COMMENT = re.compile(r"\s+#.*")

Key = tuple[str, str | None, bool, bool]


@dataclass(frozen=True, slots=True)
class UserWord:
    """A word, phrase or pattern, and how to pronounce it."""

    written: str
    answer: str
    """A respelling, phonemes between slashes, or other words between quotes."""
    language: str | None = None
    """The language that it is for: en, en-GB; None: every language."""
    case: bool = False
    """Whether capitals have to match."""
    pattern: bool = False
    """Whether it is a regular expression."""

    @property
    def spoken(self) -> str | None:
        """The words to speak instead; None if the answer is a sound."""
        quoted = len(self.answer) > 1 and self.answer[0] == self.answer[-1] == '"'
        return self.answer[1:-1] if quoted else None

    @property
    def key(self) -> Key:
        """Identifies it among entries: a later entry with the same key replaces it."""
        written = self.written if self.case or self.pattern else self.written.casefold()
        return written, self.language, self.case, self.pattern

    @property
    def line(self) -> str:
        """The entry as a line of the file."""
        options = [self.language or "", "case" * self.case, "pattern" * self.pattern]
        before = f"[{' '.join(filter(None, options))}] " if any(options) else ""
        return f"{before}{self.written} = {self.answer}"

    def phonemes(self, *, british: bool) -> str:
        """Its phonemes, if the answer is a sound."""
        return sound(self.answer, british=british)

    def applies_to(self, language: str) -> bool:
        """Whether it applies to texts in this language."""
        if self.language is None:
            return True
        own, other = self.language.lower(), language.replace("_", "-").lower()
        return other == own or other.startswith(f"{own}-")


@dataclass(frozen=True, slots=True)
class UserWords:
    """The valid entries, and the mistakes in the others."""

    entries: tuple[UserWord, ...] = ()
    mistakes: tuple[FileMistake, ...] = ()


def parse(text: str, where: str = "pronunciations") -> UserWords:
    """Parse a file of words; `where` is its name in the messages about mistakes."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    return collect((f"{where}, line {number}", _parsed(*_halves(line))) for number, line in lines if _is_entry(line))


def parse_pairs(pairs: Mapping[str, str], where: str = "pronunciations") -> UserWords:
    """The same for pairs of a written word and its answer, as in the settings."""
    return collect((f"{where}, {written}", _parsed(written, answer)) for written, answer in pairs.items())


def with_entry(text: str, entry: UserWord) -> str:
    """The file's text with an entry replaced, or added at the end; the other lines stay."""
    lines, replaced = list[str](), False
    for line in text.splitlines():
        if _key(line) != entry.key:
            lines.append(line)
        elif not replaced:
            lines.append(entry.line)
            replaced = True
    if not replaced:
        lines.append(entry.line)
    return "".join(f"{line}\n" for line in lines)


def without_entry(text: str, key: Key) -> str:
    """The file's text without the entry with this key; the other lines stay."""
    return "".join(f"{line}\n" for line in text.splitlines() if _key(line) != key)


def parse_entry(written: str, answer: str) -> UserWord:
    """Make an entry from the texts before and after the equals sign; raises InvalidRespelling if it is wrong."""
    word = _with_options(written.strip(), answer.strip())
    check(word)
    return word


def check(word: UserWord) -> None:
    """Raise InvalidRespelling if an entry is wrong."""
    if max(len(word.written), len(word.answer)) > LONGEST:
        raise InvalidRespelling(f"it is longer than {LONGEST} characters")
    if not word.answer:
        raise InvalidRespelling('it should be "written = how it sounds"')
    if word.pattern:
        compile_pattern(word.written, case=word.case).check_template(word.spoken or "")
    elif not any(sign.isalnum() for sign in word.written):
        raise InvalidRespelling("there is no word before the equals sign")
    if word.spoken is None:
        word.phonemes(british=False)


def collect(parsed: Iterable[tuple[str, UserWord | str]]) -> UserWords:
    """Check entries with their places, and keep the last with each key; a text in place of an entry is a mistake."""
    entries: dict[Key, UserWord] = {}
    mistakes: list[FileMistake] = []
    patterns = 0
    for place, word in parsed:
        problem = word if isinstance(word, str) else _problem_with(word)
        if not problem and isinstance(word, UserWord):
            patterns += word.pattern
            if len(entries) >= MOST_ENTRIES or patterns > MOST_PATTERNS:
                problem = f"there are more than {MOST_ENTRIES} words or {MOST_PATTERNS} patterns"
            else:
                entries[word.key] = word
        if problem:
            mistakes.append(FileMistake(place, problem))
    return UserWords(tuple(entries.values()), tuple(mistakes))


def _problem_with(word: UserWord) -> str:
    try:
        check(word)
    except InvalidRespelling as wrong:
        return str(wrong)
    return ""


def _parsed(written: str, answer: str) -> UserWord | str:
    try:
        return _with_options(written.strip(), answer.strip())
    except InvalidRespelling as wrong:
        return str(wrong)


def _with_options(written: str, answer: str) -> UserWord:
    """An entry, with the options in brackets before the word."""
    options = _OPTIONS.match(written)
    if options is None:
        return UserWord(written, answer)
    language, case, pattern = None, False, False
    for option in options[1].split():
        case, pattern = case or option == "case", pattern or option == "pattern"
        if option in {"case", "pattern"}:
            continue
        if not _LANGUAGE.fullmatch(option):
            raise InvalidRespelling(f'"{option}" is none of: a language such as en-GB, case, pattern')
        language = option.replace("_", "-")
    return UserWord(written[options.end() :], answer, language, case, pattern)


def _is_entry(line: str) -> bool:
    return bool(line) and not line.startswith("#")


def _halves(line: str) -> tuple[str, str]:
    """The texts before and after the equals sign, without a comment."""
    written, sign, answer = line.rpartition(" = ") if " = " in line else line.partition("=")
    if not sign:
        return line, ""
    answer = answer.strip()
    if answer.startswith('"') and '"' in answer[1:]:
        return written, answer[: answer.index('"', 1) + 1]
    return written, _COMMENT.sub("", answer)


def _key(line: str) -> Key | None:
    """The key of a line's entry, whether it is valid or not."""
    line = line.strip()
    if not _is_entry(line):
        return None
    try:
        return _with_options(*(half.strip() for half in _halves(line))).key
    except InvalidRespelling:
        return None
