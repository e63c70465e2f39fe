"""German endings that depend on the words around: of ordinals, of "one", and of halves."""

import re
from functools import cache
from typing import Final

from wyoming_kokoro.text.de.numbers import ordinal
from wyoming_kokoro.text.rule import CLAIMED
from wyoming_kokoro.text.stop_words import stop_words
from wyoming_kokoro.text.tables import table
from wyoming_kokoro.text.western.language_profile import CountedNoun, Gender

DAYS: Final = 31
"""An ordinal without a noun is most likely the day of a month, so not a larger one."""


def gender(noun: str) -> Gender:
    """The gender of a noun, by the end of a compound or by its ending; empty if neither tells."""
    lower = noun.lower()
    genders, longest = _genders()
    for at in range(max(0, len(lower) - longest), len(lower)):
        if known := genders.get(lower[at:]):
            return known
    ending = _ENDING.search(lower)
    letters: dict[str | None, Gender] = {"m": "m", "f": "f", "n": "n"}
    return letters[ending.lastgroup] if ending else ""


def inflected(spoken: str, before: str) -> str:
    """A day in the form after another word: "am dritten März", "der dritte März"."""
    first, blank, rest = spoken.partition("er ") if "er " in spoken else (spoken.removesuffix("er"), "", "")
    if before in _WEAK or before in _DATIVE_ALONE or before in _CONNECTIVES:
        return f"{first}en{blank[2:]}{rest}"
    return f"{first}e{blank[2:]}{rest}" if before in _NOMINATIVE else spoken


def pointed(number: int, before: str, after: str) -> str | None:
    """An ordinal that is written with a full stop, or None if the full stop ends a sentence or a list's number."""
    if not number:
        return None
    ending = _ending(number, _CHAIN.sub("", before), after)
    return ordinal(number).removesuffix("er") + ending if ending else None


def one_of(noun: str, before: str) -> str:
    """One of a thing in its gender and case: "einen Hund", "einer Stunde"."""
    if noun == "Uhr":
        return f"ein {noun}"
    if noun.isupper():
        return f"eins {noun}"
    if noun[0].islower():
        return f"{_ADJECTIVE.get(noun[-2:]) or _ADJECTIVE.get(noun[-1:]) or 'ein'} {noun}"
    return f"{_one(gender(noun) or 'm', before)} {noun}"


def one_in_place(spoken: str, noun: CountedNoun, before: str) -> str:
    """One of a unit in the case that the words before it need: "nach einem Kilometer"."""
    _, blank, rest = spoken.partition(" ")
    return f"{_one(noun.gender, before)}{blank}{rest}"


def half_of(noun: str) -> str:
    """Half of a thing before its noun: "ein halbes Brot"."""
    return {"f": "eine halbe", "n": "ein halbes"}.get(gender(noun), "ein halber")


def _ending(number: int, before: str, after: str) -> str | None:
    """The ending of an ordinal; None if it is none."""
    words = ["", "", *(word.lower() for word in _WORDS.findall(before))]
    earlier, previous = words[-2:]
    if before.rstrip()[-1:].lower() not in {"", *previous[-1:], CLAIMED}:
        previous = earlier = ""
    following = _NEXT.match(after)
    noun = following[1] if following and following[1].lower() not in _NO_NOUNS else ""
    alone = not before.strip() and not after.strip()
    if alone or (previous in _BECOME and not noun[:1].isupper() and (after.strip() or number <= _RANKS)):
        return "er"
    if before.rstrip().endswith(CLAIMED) or previous in _CONNECTIVES:
        return "en" if _AFTER_ORDINAL.search(before) else _without_article(noun)
    if previous in _STRONG:
        return "en" if noun or number <= DAYS or not (earlier or after.strip()) else None
    if previous in _LIKE_DER:
        return _after_der(number, noun, (earlier, previous), after)
    if previous in _NOMINATIVE:
        return "e" if noun or (number <= DAYS and after.strip(" .,;:!?")) else None
    return _before_noun(previous, noun)


def _before_noun(previous: str, noun: str) -> str | None:
    """The ending before a noun, after words that do not tell it alone."""
    if not noun:
        return None
    if previous in _LIKE_EIN:
        return "es" if gender(noun) == "n" else "er"
    if previous in _WEAK:
        return "en"
    if previous in _DATIVE_ALONE:
        return ("er" if gender(noun) == "f" else "en") if noun[0].isupper() else None
    return _without_article(noun)


def _after_der(number: int, noun: str, words: tuple[str, str], after: str) -> str | None:
    """The ending after "der", which is the dative of feminine nouns, or the nominative of masculine ones."""
    earlier, previous = words
    if noun:
        of = "m" if previous == "jeder" else gender(noun)
        return "en" if earlier in _DATIVE_BEFORE_DER and of != "n" else "en" if of == "f" else "e"
    return "e" if number <= DAYS and (after.strip() or earlier in _BEFORE_DAYS) else None


def _without_article(noun: str) -> str | None:
    """The ending before a noun that ordinals often number, such as a storey or a class."""
    if noun[:1].isupper() and noun.lower() in stop_words("de").calendar:
        return {"f": "e", "n": "es"}.get(gender(noun), "er")
    return None


def _one(of: Gender, before: str) -> str:
    clause = _CLAUSE_END.split(before)[-1].lower()
    words = [word for word in _WORDS.findall(clause) if word not in _QUALIFIERS]
    previous = words[-1] if words else ""
    if previous in _WITH_DATIVE:
        return "einer" if of == "f" else "einem"
    accusative = previous in _WITH_ACCUSATIVE or any(_TAKES_OBJECT.fullmatch(word) for word in words)
    if of == "f":
        return "eine"
    return "einen" if of == "m" and accusative else "ein"


@cache
def _genders() -> tuple[dict[str, Gender], int]:
    """The genders of known nouns, and the length of the longest."""
    genders: dict[str, Gender] = {}
    letters: dict[str, Gender] = {"m": "m", "f": "f", "n": "n"}
    for kind, nouns in table("de", "nouns.tsv"):
        genders.update(dict.fromkeys(nouns.lower().split(), letters[kind[0]]))
    return genders, max(map(len, genders))


_ENDING: Final = re.compile(
    r"(?P<f>(?:liga|ung|heit|keit|schaft|tion|sion|tät|ik|ur|ei|in|enz|anz|age|ette|ie|[^aeiou]e))$"
    r"|(?P<n>(?:chen|lein|ment|um|tum|nis|zeug|at|ett))$|(?P<m>(?:er|ling|or|ismus|ist|ent|ant|eur|ig|el|en))$"
)
"""Endings that tell the gender of most nouns that have them."""
_ADJECTIVE: Final = {"er": "ein", "es": "ein", "en": "einen", "em": "einem", "e": "eine"}
"""What "one" is before an adjective with this ending."""
_WORDS: Final = re.compile(r"[^\W\d_]+")
_NEXT: Final = re.compile(r"[ ]([^\W\d_][^\W\d_]+)")
_CLAUSE_END: Final = re.compile(r"[.!?;:,]")
_CHAIN: Final = re.compile(r"(?:\d{1,4}\.[ ]?(?:,|und|oder|bis|sowie|[-–/])[ ]?){1,8}$")
"""Ordinals before this one, which are in the same form."""
_AFTER_ORDINAL: Final = re.compile(rf"{CLAIMED}[ ]?(?:und|oder|bis|sowie|,|[-–/])?[ ]?$")

_LIKE_EIN: Final = frozenset("ein kein mein dein sein ihr unser euer".split())
_RANKS: Final = 12
"""A larger number at the end of "he became ..." is an age rather than a rank."""
_STRONG: Final = frozenset("am im vom zum zur beim ins ans dem den des".split())
"""Words after which a number with a full stop is an ordinal even where no noun follows."""
_WEAK: Final = frozenset(
    {
        *_STRONG,
        *(
            f"{stem}{ending}"
            for stem in "ein kein mein dein sein ihr unser eur".split()
            for ending in "em en es er".split()
        ),
        *(f"{stem}{ending}" for stem in "dies jed jen welch all".split() for ending in ("em", "en")),
    }
)
"""Words after which ordinals end in "-en"."""
_CONNECTIVES: Final = frozenset({"und", "oder", "sowie"})
_LIKE_DER: Final = frozenset("der dieser jeder jener welcher".split())
_NOMINATIVE: Final = frozenset(
    "der die das dieses jedes jenes welches diese jede jene welche dieser jeder eine keine meine deine seine ihre "
    "unsere eure".split()
)
_DATIVE_ALONE: Final = frozenset("seit bis ab nach vor mit in von bei aus zu".split())
"""Prepositions after which an ordinal may stand without an article."""
_DATIVE_BEFORE_DER: Final = frozenset(
    "mit in von bei aus nach zu vor an auf hinter neben unter über zwischen seit während wegen trotz ab außer".split()
)
_BEFORE_DAYS: Final = frozenset("ist war heute morgen gestern".split())
_BECOME: Final = frozenset("wurde wird werde wirst werden wurden geworden als".split())
_NO_NOUNS: Final = frozenset(
    "bis und oder von zu in im am an auf aus mit bei der die das den dem ist sind war hat pro plus minus durch ohne "
    "für nicht nach vor gegen als wie es er sie ich wir um fehlt sowie kommt geht ging kam beginnt wird wurde".split()
)
_QUALIFIERS: Final = frozenset("nur noch etwa ca circa rund genau gut knapp mindestens höchstens maximal fast".split())
_WITH_DATIVE: Final = frozenset("mit nach seit von bei aus zu vor in ab binnen innerhalb außer".split())
_WITH_ACCUSATIVE: Final = frozenset("für um ohne gegen durch bis je über auf".split())
_TAKES_OBJECT: Final = re.compile(
    r"habe?n?|hast|hat|hatten?|hattest|gibt|gab|brauch(?:e|st|t|en|te|ten)|kauf(?:e|st|t|en|te|ten)|kostet?e?n?|dauert?e?n?"
    r"|trink(?:e|st|t|en)|trank|esse|essen|iss|isst|nimmt?|nehmen?|nahm|füge?|bestell(?:e|st|t|en|te)|such(?:e|st|t|en|te)"
    r"|seh(?:e|en|t)|sieht|find(?:e|est|et|en)|fand|bekomm(?:e|st|t|en)|bekam|mach(?:e|st|t|en|te)|hol(?:e|st|t|en|te)"
    r"|möchten?|möchtest|wünsch(?:e|t|en)|enthält|enthalten|verlor|gewann|schenk(?:e|t|en|te)|wiegt|misst|beträgt|lauf(?:e|en|t)"
    r"|läuft|lief|warten?|wartet"
)
"""Verbs with an object in the accusative."""
