"""Elements that change the voice and the language."""

import re

from wyoming_kokoro.markup.ssml.element import Attribute, Attributes, Element
from wyoming_kokoro.markup.style import Style
from wyoming_kokoro.settings.speech_bounds import MAX_REQUEST_NAME
from wyoming_kokoro.speech import ANY_GENDER, Delivery

_LANGUAGE = re.compile(r"[A-Za-z]{1,8}([-_][A-Za-z0-9]{1,8})*")
_GENDERS = ("female", "male", "neutral")


def _voice(attributes: Attributes) -> Style:
    name, language, gender = attributes.text("name"), _language(attributes), _gender(attributes)
    if name is not None and len(name) <= MAX_REQUEST_NAME:
        return Style(Delivery(voice=name, language=language))
    if language is None and gender is None:
        attributes.note("A <voice> without a usable name, gender or language has no effect.")
        return Style()
    return Style(Delivery(language=language, gender=gender or ANY_GENDER))


def _lang(attributes: Attributes) -> Style:
    language = _language(attributes)
    if language is None and not attributes.notes:
        attributes.note("A <lang> without a language has no effect.")
    return Style(Delivery(language=language))


def _language(attributes: Attributes) -> str | None:
    language = attributes.text("xml:lang", "language", "languages")
    if language is None:
        return None
    language = language.split()[0].split(":")[0]  # Google lists several, each perhaps with an accent
    if _LANGUAGE.fullmatch(language) is None:
        attributes.note(f"The value of xml:lang in <{attributes.tag.name}> is no language tag.")
        return None
    return language.replace("_", "-")


def _gender(attributes: Attributes) -> str | None:
    gender = (attributes.text("gender", "xml:gender") or "").lower()
    if gender and gender not in _GENDERS:
        attributes.not_understood("gender")
    return gender if gender in _GENDERS else None


_XML_LANG = Attribute("xml:lang", "a language tag such as fr-FR")

ELEMENTS = (
    Element(
        "voice",
        "Speaks its content with another voice, in that voice's language unless it names one; without a name, with the "
        "best voice of a language and a gender.",
        (
            Attribute("name", "the name of a voice, another name for one, or a blend"),
            _XML_LANG,
            Attribute("language", "the same"),
            Attribute("gender", "a name", _GENDERS),
            Attribute("xml:gender", "the same", _GENDERS),
        ),
        style=_voice,
    ),
    Element("lang", "Reads its content as another language, with the same voice.", (_XML_LANG,), style=_lang),
)
