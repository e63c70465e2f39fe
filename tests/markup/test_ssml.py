"""SSML is heard and never read aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.markup import cues, ssml
from wyoming_kokoro.speech import Line, Pause


def _spoken(text: str) -> str:
    lines = [cue.text for cue in cues(text, "ssml") if isinstance(cue, Line)]
    return " ".join(" ".join(lines).split())


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("<speak>Hello <emphasis level='strong'>there</emphasis>.</speak>", "Hello there."),
        ("<speak><p>One.</p><p>Two.</p></speak>", "One. Two."),
        ("Fish &amp; chips &#233;t&#xe9; &lt;3", "Fish & chips été <3"),
        ("un<b>believ</b>able", "unbelievable"),
        ("<![CDATA[a < b]]> and 1 < 2 > 0", "a < b and 1 < 2 > 0"),
        ("<?xml version='1.0'?><speak>Hi<!-- not this --> you</speak>", "Hi you"),
        ("plain text", "plain text"),
        ("<prosody rate='fast'>unfinished", "unfinished"),
        ("&unknown; &#99999999; &", "&unknown; &#99999999; &"),
        ("<!-- never ended", "<!-- never ended"),
    ],
)
def test_tags_are_never_spoken_and_words_always(written: str, spoken: str) -> None:
    assert _spoken(written) == spoken


@pytest.mark.parametrize(
    ("tag", "seconds"),
    [
        ('<break time="500ms"/>', 0.5),
        ("<break time='1.5s'/>", 1.5),
        ('<break strength="strong"/>', 0.8),
        ('<break strength="none"/>', 0.0),
        ('<break strength="unheard-of"/>', 0.4),
        ("<break/>", 0.4),
        ('<break time="31536000s"/>', ssml.LONGEST_PAUSE),
    ],
)
def test_a_break_is_a_pause(tag: str, seconds: float) -> None:
    before, pause, after = cues(f"One{tag}two", "ssml")
    assert isinstance(before, Line) and isinstance(after, Line)
    assert pause == Pause(seconds)


def test_all_breaks_together_are_bounded() -> None:
    found = cues('<break time="9s"/>' * 20, "ssml")
    assert sum(cue.seconds for cue in found if isinstance(cue, Pause)) == ssml.LONGEST_PAUSES


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE speak [<!ENTITY a 'b'>]><speak>&a;</speak>",
        "<!entity x>",
        "<?php echo 1 ?>",
        "<b>" * (ssml.MOST_TAGS + 1),
    ],
)
def test_what_no_speech_needs_is_refused(text: str) -> None:
    with pytest.raises(BadRequest) as refused:
        cues(text, "ssml")
    assert refused.value.about == "input"


@given(st.text(alphabet="ab <>/&;![]-?'\"=CDAT", max_size=80))
def test_every_character_knows_its_place(text: str) -> None:
    try:
        found = cues(text, "ssml")
    except BadRequest:
        return
    for cue in found:
        if isinstance(cue, Line):
            places = [cue.place(at) for at in range(len(cue.text))]
            assert places == sorted(places)
            assert all(0 <= place < len(text) for place in places)
            for at, character in enumerate(cue.text):
                assert text[places[at]] in {character, "&", "<"}


def test_a_plain_text_is_one_line() -> None:
    assert cues("<b>as it is</b>", "plain") == (Line("<b>as it is</b>"),)
