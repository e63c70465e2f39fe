"""Initialisms, ticker symbols, initials with full stops, and words with unusual capitals."""

import re
from typing import Final

from wyoming_kokoro.text.en.compounds import SHORT_WORDS, is_word, split
from wyoming_kokoro.text.en.context import ends_sentence, word_before
from wyoming_kokoro.text.en.letters import initialisms, is_pronounceable, spelled
from wyoming_kokoro.text.en.vocabulary import any_of, word_set
from wyoming_kokoro.text.locale import Locale
from wyoming_kokoro.text.rule import CLAIMED, Claim, rule

_CAPITALS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@rule(
    r"""(?<![\w.])(?P<letters>[A-Z](?:\.[ ]?[A-Z]){1,5}|[A-Za-z](?:\.[A-Za-z]){1,5}|Ph\.D)(?P<dot>\.)?
        (?P<s>'s|s\b)?(?!\w|\.\w)""",
    needs=".",
    says={
        "C. S. Lewis": "C S Lewis",
        "the U.S. Senate": "the U S Senate",
        "in the U.K.": "in the U K .",
        "a Ph.D. in law": "a P H D in law",
        "J.R.R. Tolkien": "J R R Tolkien",
    },
    leaves=("It was I. You", "A. b", "3.5"),
)
def dotted(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """Letters with full stops, of which the last may also end the sentence."""
    letters = match["letters"].replace(".", "").replace(" ", "")
    plural = "'s" if match["s"] else ""
    end = match.end()
    if match["dot"] and not match["s"] and " " not in match["letters"] and ends_sentence(match):
        end -= 1
    return [Claim(match.start(), end, spelled(letters) + plural)]


@rule(
    rf"(?<![\w.])(?P<it>[A-HJ-Z])\.(?=[ ][A-Z][a-z])(?<=[a-zA-Z,{CLAIMED}][ ]..)",
    needs=(".", "ABCDEFGHJKLMNOPQRSTUVWXYZ"),
    says={"John F. Kennedy": "John F Kennedy", "Mr. J. Smith": "mister J Smith"},
    leaves=("plan B. Then", "I. Then"),
)
def middle(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """An initial in the middle of a name."""
    before = re.search(rf"([A-Z][a-z]+|{CLAIMED}{{2,7}})\s$", match.string[max(0, match.start() - 24) : match.start()])
    return [Claim(*match.span(), match["it"])] if before else None


_NOT_INSIDE: Final = r"(?![\w'’/-])"


@rule(
    rf"""A(?<![\w.'’&/-].){_NOT_INSIDE}
      | (?:(?<=\()|(?<=["“'])|(?<=^))a(?=\)|["”'](?=[\s.,;:)]))""",
    needs="Aa",
    says={
        "take vitamin A daily": "take vitamin A daily",
        "from A to Z": "from A to Z",
        "Plan A.": "Plan A .",
        "A: yes": "A : yes",
        "Team A won": "Team A won",
        "pick A or B": "pick A or B",
        "in A minor": "in A minor",
        "(a) the rent": "( A ) the rent",
    },
    leaves=("A lamp", "on a day", "is A good", "It is A long way", "A major storm", "a b)"),
)
def letter(match: re.Match[str], _locale: Locale) -> str | None:
    """The letter A where it is not the article."""
    text, (start, end) = match.string, match.span()
    if match[0] == "a" or _MARK_AFTER_LETTER.match(text, end) or _WORD_AFTER_LETTER.match(text, end):
        return "A"
    before = word_before(match) if text[start - 1 : start] == " " else ""
    if before in _BEFORE_LETTER or (before in {"in", "of"} and _KEY_AFTER_LETTER.match(text, end)):
        return "A"
    in_sentence = text[max(0, start - 2) : start - 1].isalnum() or text[max(0, start - 2) : start - 1] in {*'*"”)'}
    named = before and in_sentence and before not in _BEFORE_ARTICLE and _SMALL_LETTER_AFTER.match(text, end)
    return "A" if named else None


_LETTER_ENDS: Final = r"[ ]*[.;:!?]|,[ ]|\s*$"
_AFTER_KEY: Final = rf"(?=[ ](?:to|then|again|for|or[ ][a-z]|and[ ][a-z])(?![\w'’])|{_LETTER_ENDS})"
_AFTER_NAMED: Final = rf"(?=[ ](?:is|was|has|of|or[ ][a-z]|and[ ][a-z])(?![\w'’])|{_LETTER_ENDS})"
_WITH_B: Final = r"(?=[ ](?:or|and|vs\.?|versus|to)[ ][bz](?![\w'’.-])|,[ ]b(?:,|[ ](?:or|and)[ ]c(?![\w'’])))"
_KEY: Final = rf"""(?:{any_of("initials.keys")})[ ]["“']?(?P<key>a)["”']?{_AFTER_KEY}"""
_NAMED: Final = rf"""(?:{any_of("initials.named_by_letters")})[ ]["“']?(?P<named>a)["”']?{_AFTER_NAMED}"""


@rule(
    rf"(?<![\w'’/.-])(?:{_KEY}|{_NAMED}|(?P<first>a){_WITH_B})",
    needs="a",
    says={
        "Press a to continue": "Press A to continue",
        "choose a, b or c": "choose A , b or c",
        "option a is better": "option A is better",
        "Type a or n.": "Type A or n .",
        "between a and b": "between A and b",
    },
    leaves=(
        "press a button",
        "a lamp or b",
        "the option a user has",
        "a to do",
        "a, bright, lamp",
        "press a, well, key",
    ),
)
def small_letter(match: re.Match[str], _locale: Locale) -> list[Claim] | None:
    """The small letter a that is to be pressed, or that names a choice."""
    group = str(match.lastgroup)
    if group == "key" and _LIST_OF_WORDS.match(match.string, match.end()):
        return None
    return [Claim(*match.span(group), "A")]


@rule(
    r"(?<![\w/.])(?P<it>[A-Z]/[A-Z]|AC/DC|TCP/IP|CI/CD|UI/UX|TL;DR)(?![\w/])",
    needs="/;",
    says={"an A/B test": "an A B test", "the P/E of it": "the P E of it", "TL;DR: yes": "T L D R : yes"},
    leaves=("A/B/C", "TV/PC", "a/b"),
)
def letters_with_slash(match: re.Match[str], _locale: Locale) -> str:
    """Letters with a slash that is not spoken."""
    return " ".join(re.findall("[A-Z]", match["it"]))


@rule(
    r"(?<![\w.])\.(?P<name>NET|COM|ORG|IO)(?![\w.])",
    needs=(".", "NCOI", "TMGO"),
    says={"written in .NET": "written in dot net"},
    leaves=("x.NET", ".Net", "..NET"),
)
def dot_name(match: re.Match[str], _locale: Locale) -> str:
    """A name that begins with a dot."""
    return f"dot {spelled(match['name']) if match['name'] == 'IO' else match['name'].lower()}"


@rule(
    r"(?<!\w)(?<!\w')(?P<word>[A-Za-z][A-Za-z]*[A-Z][A-Za-z]*|[Ww]i-?[Ff]i|WI-FI|Hi-Fi)(?P<s>'s)?(?!\w|'\w)",
    needs=_CAPITALS + "w",
    says={
        "TSLA is up": "T S L A is up",
        "NASA's and the FBI": "NASA's and the F B I",
        "on iOS": "on I O S",
        "the Wi-Fi": "the Wi-Fi",
        "HVAC over MQTT": "HVAC over M Q T T",
        "two TVs": "two T V's",
        "STOP NOW": "STOP NOW",
        "someVariable": "some variable",
        "the IT department": "the I T department",
        "the 'TSLA' stock": "the T S L A stock",
    },
    leaves=("Hello", "word", "A", "MacArthur"),
)
def capitals(match: re.Match[str], locale: Locale) -> str | None:
    """A word with capitals: from the table, in capitals for emphasis, spelled, or split into several words."""
    written = match["word"]
    possessive = match["s"] or ""
    if spoken := _listed_reading(written, match):
        return spoken + possessive
    plural = re.fullmatch(r"([A-Z]{2,})s", written)
    if plural:
        single = _capitals(plural[1], match, locale)
        return f"{single}'s" if " " in single else f"{single}s"
    if written.isupper():
        return _capitals(written, match, locale) + possessive
    if re.fullmatch(r"(?:Mc|Mac|O|De|Di|La|Le|Van|Von|Fitz)[A-Z][a-z]+", written):
        return None
    return _camel(written, locale) + possessive


def _listed_reading(written: str, match: re.Match[str]) -> str | None:
    """Return the reading of the table; a listed word is left as it is in a text in capitals."""
    spoken = initialisms().get(written)
    if written in _AFTER_THE and word_before(match) not in {"the", "a", "of"}:
        return written
    if spoken and written.isupper() and written.lower() in _ALSO_WORDS and _is_shouted(match):
        return written
    return spoken


def _capitals(written: str, match: re.Match[str], locale: Locale) -> str:
    """Return how a word in capitals is read."""
    if written in initialisms() and not (written.lower() in _ALSO_WORDS and _is_shouted(match)):
        return initialisms()[written]
    small = written.lower()
    if is_word(small, locale) and (len(small) > 2 or small in SHORT_WORDS):
        return written
    if is_pronounceable(small) and (len(small) > _LONGEST_TICKER or _is_shouted(match)):
        return written
    return spelled(written)


def _camel(written: str, locale: Locale) -> str:
    """Return several words written as one, as programmers and companies write them."""
    spoken = []
    for part in _CAMEL.findall(written):
        small = part.lower()
        if part in initialisms():
            spoken.append(initialisms()[part])
        elif part.isupper() and len(part) > 1 and not is_word(small, locale):
            spoken.append(spelled(part))
        elif len(part) == 1:
            spoken.append(part.upper())
        else:
            spoken.extend([small] if is_word(small, locale) else split(small, locale))
    return " ".join(spoken)


def _is_shouted(match: re.Match[str]) -> bool:
    """Return whether the words around a match are in capitals too."""
    around = (
        match.string[max(0, match.start() - 40) : match.start()] + " " + match.string[match.end() : match.end() + 40]
    )
    words = re.findall(r"[A-Za-z]{2,}", around)
    loud = len([word for word in words if word.isupper()])
    return bool(loud) and loud * 4 >= len(words) * 3


_LONGEST_TICKER: Final = 4
"""How many letters a ticker symbol has at most; longer pronounceable capitals are a word."""
_CAMEL: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_MARK_AFTER_LETTER: Final = re.compile(r"[ ]?[:;,)\]=≠≈<>×&\"”*]|[ ]\+|$|\s*\n|[.!?]")
_WORD_AFTER_LETTER: Final = re.compile(rf"[ ]{any_of('initials.after_a')}\b(?!-)|[ ][B-HJ-Z](?![\w'’])")
_KEY_AFTER_LETTER: Final = re.compile(r"[ -](?:minor|major|flat|sharp)\b(?![ ][a-z])")
_SMALL_LETTER_AFTER: Final = re.compile(r"[ ][a-z]")
_LIST_OF_WORDS: Final = re.compile(r",[ ](?![a-z](?![\w'’])|then\b|then[ ])")
"""A comma after which no further letter follows."""
_BEFORE_LETTER: Final = word_set("initials.before_a")
_BEFORE_ARTICLE: Final = word_set("initials.before_article")
"""Words after which an A in capitals is still the article."""
_AFTER_THE: Final = word_set("initials.after_the")
"""Initialisms that without "the" before them are a word in capitals."""
_ALSO_WORDS: Final = word_set("initials.also_words")
"""Initialisms that are also words: in a text in capitals they are words."""
