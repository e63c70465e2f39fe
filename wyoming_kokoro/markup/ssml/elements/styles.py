"""Elements that ask for a speaking style."""

from wyoming_kokoro.markup.speaking_styles import MAX_DEGREE, MIN_DEGREE, SPEAKING_STYLES, style_called
from wyoming_kokoro.markup.ssml import values
from wyoming_kokoro.markup.ssml.element import Attribute, Attributes, Element
from wyoming_kokoro.markup.style import Style

_INTENSITIES = {"low": 0.5, "medium": 1.0, "high": 1.5}


def _styled(attributes: Attributes, name: str | None, degree: float = 1.0) -> Style:
    style = style_called(name or "")
    if style is None:
        attributes.note(f"<{attributes.tag.name}> names no speaking style that is known.")
        return Style()
    return style.style(degree)


def _express_as(attributes: Attributes) -> Style:
    degree = attributes.value("styledegree", values.number)
    if attributes.text("role") is not None:
        attributes.note("The role of <mstts:express-as> has no effect.")
        if attributes.text("style") is None:
            return Style()
    return _styled(attributes, attributes.text("style"), 1.0 if degree is None else degree)


def _emotion(attributes: Attributes) -> Style:
    intensity = (attributes.text("intensity") or "medium").lower()
    if intensity not in _INTENSITIES:
        attributes.not_understood("intensity")
    return _styled(attributes, attributes.text("name"), _INTENSITIES.get(intensity, 1.0))


def _named(attributes: Attributes) -> Style:
    return _styled(attributes, attributes.text("name"))


_STYLE = "a speaking style, or a name that other services have for one"

ELEMENTS = (
    Element(
        "mstts:express-as",
        "Speaks its content in a speaking style.",
        (
            Attribute("style", _STYLE, SPEAKING_STYLES.names),
            Attribute("styledegree", f"how much of it, from {MIN_DEGREE:g} to {MAX_DEGREE:g}"),
        ),
        "Microsoft",
        style=_express_as,
    ),
    Element(
        "amazon:emotion",
        "Speaks its content in the style that comes nearest.",
        (
            Attribute("name", "a name", ("excited", "disappointed")),
            Attribute("intensity", "a name", tuple(_INTENSITIES)),
        ),
        "Amazon",
        style=_emotion,
    ),
    Element(
        "amazon:domain",
        "Speaks its content in the style that comes nearest.",
        (Attribute("name", "a name", ("news", "music", "conversational", "long-form", "fun")),),
        "Amazon",
        style=_named,
    ),
    Element(
        "google:style",
        "Speaks its content in the style that comes nearest.",
        (Attribute("name", "a name", ("apologetic", "calm", "empathetic", "firm", "lively")),),
        "Google",
        style=_named,
    ),
)
