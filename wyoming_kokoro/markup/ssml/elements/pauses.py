"""Elements that make pauses and name positions."""

from collections.abc import Iterable

from wyoming_kokoro.markup.ssml import values
from wyoming_kokoro.markup.ssml.element import Attribute, Attributes, Element
from wyoming_kokoro.settings.speech_bounds import MAX_REQUEST_NAME
from wyoming_kokoro.speech import Cue, Mark, Pause, SentencePause

_SILENCES = ("Leading", "Tailing", "Sentenceboundary")
_EXACT = "-exact"


def _break(attributes: Attributes) -> Iterable[Cue]:
    duration = attributes.value("time", values.seconds)
    strength = (attributes.text("strength") or "medium").lower()
    if strength not in values.BREAKS:
        attributes.not_understood("strength")
    seconds = values.BREAKS.get(strength, values.BREAKS["medium"]) if duration is None else duration
    yield Pause(seconds, exact=not seconds)


def _mark(attributes: Attributes) -> Iterable[Cue]:
    if name := attributes.text("name", "mark"):
        yield Mark(name[:MAX_REQUEST_NAME], attributes.tag.position)
    else:
        attributes.note(f"A <{attributes.tag.name}> without a name has no effect.")


def _silence(attributes: Attributes) -> Iterable[Cue]:
    kind, exact, seconds = _kind_of_silence(attributes)
    if seconds is None:
        attributes.note("A <mstts:silence> needs a value such as 200ms.")
    elif kind == "leading":
        yield Pause(seconds, exact=exact)
    elif kind == "sentenceboundary":
        yield SentencePause(seconds, exact=exact)
    elif kind != "tailing":
        attributes.not_understood("type")


def _silence_at_end(attributes: Attributes) -> Iterable[Cue]:
    kind, exact, seconds = _kind_of_silence(attributes)
    if kind == "tailing" and seconds is not None:
        yield Pause(seconds, exact=exact)


def _kind_of_silence(attributes: Attributes) -> tuple[str, bool, float | None]:
    kind = (attributes.text("type") or "").lower()
    return kind.removesuffix(_EXACT), kind.endswith(_EXACT), values.seconds(attributes.text("value") or "")


ELEMENTS = (
    Element(
        "break",
        "Makes a pause. Between sentences, `none` and 0 remove the pause that would be there.",
        (
            Attribute("time", "seconds or milliseconds: 1.5s, 300ms"),
            Attribute("strength", "a name; `time` comes first", tuple(values.BREAKS)),
        ),
        boundary="word",
        cues=_break,
    ),
    Element(
        "mark",
        "Names a position, whose time is reported when its sound is there.",
        (Attribute("name", "any text"),),
        cues=_mark,
    ),
    Element(
        "bookmark",
        "The same as `<mark>`.",
        (Attribute("mark", "any text"),),
        "Microsoft",
        cues=_mark,
    ),
    Element(
        "mstts:silence",
        "Makes silence at its place, at the end of the text, or between the sentences that follow.",
        (
            Attribute("type", "a name", tuple(kind + end for kind in _SILENCES for end in ("", _EXACT))),
            Attribute("value", "seconds or milliseconds"),
        ),
        "Microsoft",
        boundary="word",
        cues=_silence,
        final_cues=_silence_at_end,
    ),
)
