"""Elements that say how their content is read."""

from collections.abc import Iterable, Mapping

from wyoming_kokoro.markup.ssml.bleep import bleep
from wyoming_kokoro.markup.ssml.element import Attribute, Attributes, Element
from wyoming_kokoro.speech import Cue, GivenReading, ReadingKind

_ALPHABETS: Mapping[str, ReadingKind] = {
    "ipa": "ipa",
    "x-ipa": "ipa",
    "x-sampa": "x-sampa",
    "sampa": "x-sampa",
    "x-kokoro": "misaki",
    "kokoro": "misaki",
    "misaki": "misaki",
}
_ROLES = {"vb": "VB", "vbd": "VBD", "vbn": "VBN", "nn": "NN", "jj": "JJ", "rb": "RB", "dt": "DT", "in": "IN"}
"""Penn's names of parts of speech, as in amazon:VBD."""
_BLEEPED = ("expletive", "bleep", "censor")
"""Kinds of words that must not be heard."""
_KINDS = (
    "characters, spell-out, digits, cardinal, ordinal, fraction, unit, date, time, duration, telephone, address, "
    "currency, interjection, expletive, name: see below"
)
MAX_VALUE = 300
"""Characters of an alias or of phonemes."""


def _say_as(attributes: Attributes) -> GivenReading | None:
    kind = attributes.text("interpret-as", "type")
    if kind is None:
        attributes.note("A <say-as> without interpret-as has no effect.")
        return None
    written = " ".join(filter(None, (attributes.text("format"), attributes.text("google:style"))))
    return GivenReading("say-as", kind.lower()[:MAX_VALUE], written.lower()[:MAX_VALUE], rule="ssml.say-as")


def _bleep(attributes: Attributes) -> Iterable[Cue]:
    if (attributes.text("interpret-as") or "").lower() in _BLEEPED:
        yield bleep()


def _phoneme(attributes: Attributes) -> GivenReading | None:
    alphabet = _ALPHABETS.get((attributes.text("alphabet") or "ipa").lower())
    phonemes = attributes.text("ph")
    if alphabet is None:
        attributes.not_understood("alphabet")
    elif phonemes is None or len(phonemes) > MAX_VALUE:
        attributes.note("A <phoneme> without usable phonemes has no effect.")
    else:
        return GivenReading(alphabet, phonemes, rule="ssml.phoneme")
    return None


def _sub(attributes: Attributes) -> GivenReading | None:
    alias = attributes.text("alias")
    if alias is None or len(alias) > MAX_VALUE:
        attributes.note("A <sub> without a usable alias has no effect.")
        return None
    return GivenReading("alias", alias, rule="ssml.sub")


def _word(attributes: Attributes) -> GivenReading | None:
    role = attributes.text("role")
    if role is None:
        return None
    tag = _ROLES.get(role.lower().rpartition(":")[2])
    if tag is None:
        attributes.not_understood("role")
    return GivenReading("tag", tag, rule="ssml.w") if tag else None


_ROLE = Attribute("role", "a part of speech", tuple(f"amazon:{tag}" for tag in _ROLES.values()))

ELEMENTS = (
    Element(
        "say-as",
        "Reads its content as a kind of thing.",
        (
            Attribute("interpret-as", _KINDS),
            Attribute("format", "the order of a date (mdy, dmy, ymd, md...) or the clock of a time (hms12, hms24)"),
            Attribute("google:style", "of telephone numbers", ("zero-as-zero",)),
        ),
        cues=_bleep,
        reading=_say_as,
    ),
    Element(
        "phoneme",
        "Speaks these phonemes in place of its content; symbols that Kokoro lacks become the nearest.",
        (
            Attribute("ph", "the phonemes"),
            Attribute("alphabet", "a name; without one, ipa", tuple(_ALPHABETS)),
        ),
        reading=_phoneme,
    ),
    Element("sub", "Speaks other words in place of its content.", (Attribute("alias", "the words"),), reading=_sub),
    Element("w", "Holds a word, and may say which part of speech it is.", (_ROLE,), reading=_word),
    Element("token", "The same as `<w>`.", (_ROLE,), reading=_word),
)
