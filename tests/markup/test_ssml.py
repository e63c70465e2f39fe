"""SSML is heard and never read aloud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.markup import cues, reader
from wyoming_kokoro.markup.ssml.reader import MAX_PAUSE, MAX_PAUSES
from wyoming_kokoro.markup.ssml.tokenizer import MAX_TAGS
from wyoming_kokoro.speech import Cue, Delivery, Line, Mark, Pause, Treatment


def _spoken_text(text: str) -> str:
    lines = [cue.text for cue in cues(text, "ssml") if isinstance(cue, Line)]
    return " ".join("".join(lines).split())


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("<speak>Hello <emphasis level='strong'>there</emphasis>.</speak>", "Hello there."),
        ("<speak><p>One.</p><p>Two.</p></speak>", "One. Two."),
        ("Fish &amp; chips &#233;t&#xe9; &lt;3", "Fish & chips été <3"),
        ("un<b>believ</b>able", "unbelievable"),
        ("<![CDATA[a < b]]> and 1 < 2 > 0", "a < b and 1 < 2 > 0"),
        ("<?xml version='1.0'?><speak>Hi<!-- not this --> you</speak>", "Hi you"),
        ("\n <?xml version='1.0'?>\n<speak>Hi</speak>", "Hi"),
        ("plain text", "plain text"),
        ("<prosody rate='fast'>unfinished", "unfinished"),
        ("&unknown; &#99999999; &", "&unknown; &#99999999; &"),
        ("<!-- never ended", "<!-- never ended"),
    ],
)
def test_tags_are_never_spoken_and_words_always(written: str, spoken: str) -> None:
    assert _spoken_text(written) == spoken


@pytest.mark.parametrize(
    ("tag", "seconds"),
    [
        ('<break time="500ms"/>', 0.5),
        ("<break time='1.5s'/>", 1.5),
        ('<break strength="strong"/>', 0.8),
        ('<break strength="none"/>', 0.0),
        ('<break strength="unheard-of"/>', 0.4),
        ("<break/>", 0.4),
        ('<break time="31536000s"/>', MAX_PAUSE),
    ],
)
def test_a_break_is_a_pause(tag: str, seconds: float) -> None:
    before, pause, after = cues(f"One{tag}two", "ssml")
    assert isinstance(before, Line) and isinstance(after, Line)
    assert pause == Pause(seconds, exact=not seconds)


def test_all_breaks_together_are_bounded() -> None:
    found = cues('<break time="9s"/>' * 20, "ssml")
    assert sum(cue.seconds for cue in found if isinstance(cue, Pause)) == MAX_PAUSES


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE speak [<!ENTITY a 'b'>]><speak>&a;</speak>",
        "<!entity x>",
        "<?php echo 1 ?>",
        "<?xml version='1.0'?><?xml version='1.0'?>",
        "<b>" * (MAX_TAGS + 1),
    ],
)
def test_dangerous_or_invalid_markup_is_refused(text: str) -> None:
    with pytest.raises(BadRequest) as refused:
        cues(text, "ssml")
    assert refused.value.about == "input"


@given(st.text(alphabet="ab <>/&;![]-?'\"=CDAT", max_size=80))
def test_every_character_has_its_position_in_the_text(text: str) -> None:
    try:
        found = cues(text, "ssml")
    except BadRequest:
        return
    for cue in found:
        if isinstance(cue, Line):
            places = [cue.position(at) for at in range(len(cue.text))]
            assert places == sorted(places)
            assert all(0 <= place < len(text) for place in places)
            for at, character in enumerate(cue.text):
                assert text[places[at]] in {character, "&", "<"}


def test_a_plain_text_is_one_line() -> None:
    assert cues("<b>as it is</b>", "plain") == (Line("<b>as it is</b>"),)


def _styles(text: str) -> list[tuple[str, Delivery, Treatment]]:
    lines = [cue for cue in cues(text, "ssml") if isinstance(cue, Line) and cue.text.strip()]
    return [(line.text.strip(), line.delivery, line.treatment) for line in lines]


@pytest.mark.parametrize(
    ("tag", "delivery", "treatment"),
    [
        ("<voice name='bm_george'>", Delivery(voice="bm_george"), Treatment()),
        ("<voice name='ff_siwis' xml:lang='fr-FR'>", Delivery(voice="ff_siwis", language="fr-FR"), Treatment()),
        ("<lang xml:lang='de_DE'>", Delivery(language="de-DE"), Treatment()),
        ("<prosody rate='fast'>", Delivery(speed=1.35), Treatment()),
        ("<prosody rate='150%'>", Delivery(speed=1.5), Treatment()),
        ("<prosody rate='-20%'>", Delivery(speed=0.8), Treatment()),
        ("<prosody rate='1.2' pitch='+2st'>", Delivery(speed=1.2, pitch=2.0), Treatment()),
        ("<prosody rate='99'>", Delivery(speed=4.0), Treatment()),
        ("<prosody pitch='low'>", Delivery(pitch=-3.0), Treatment()),
        ("<prosody volume='silent'>", Delivery(), Treatment(0.0)),
        ("<prosody volume='50'>", Delivery(), Treatment(0.5)),
        ("<prosody volume='-20dB'>", Delivery(), Treatment(0.1)),
    ],
)
def test_an_element_says_how_its_content_is_spoken(tag: str, delivery: Delivery, treatment: Treatment) -> None:
    name = tag.strip("<").split()[0]
    plain = (Delivery(), Treatment())
    assert _styles(f"One {tag}two</{name}> three.") == [
        ("One", *plain),
        ("two", delivery, treatment),
        ("three.", *plain),
    ]


def test_inner_elements_are_relative_to_outer_ones() -> None:
    (_, _, _), (_, inner, treatment), _ = _styles(
        "<prosody rate='2' volume='50'>a <prosody rate='0.5' pitch='1st' volume='50'>b</prosody> c</prosody>"
    )
    assert inner == Delivery(speed=1.0, pitch=1.0) and treatment == Treatment(0.25)


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("<prosody rate='soon'>a</prosody>", 1),
        ("<voice>a</voice>", 1),
        ("<lang xml:lang='?'>a</lang>", 1),
        ("<shout>a</shout>", 1),
        ("<break time='long'/>", 1),
        ("</prosody> a", 0),
        ("<prosody rate='fast'/> a", 0),
    ],
)
def test_markup_without_effect_is_noted_with_its_position_but_not_its_text(text: str, notes: int) -> None:
    of_text = reader("ssml")
    spoken = [*of_text.feed(text), *of_text.finish()]
    assert len(of_text.notes) == notes and all(0 <= note.position < len(text) for note in of_text.notes)
    assert all("soon" not in note.message and "shout" not in note.message for note in of_text.notes)
    assert all(line.delivery == Delivery() for line in spoken if isinstance(line, Line))


def test_a_mark_has_its_position_and_does_not_end_a_line() -> None:
    text = "One <mark name='here'/>two."
    before, mark, after = cues(text, "ssml")
    assert mark == Mark("here", 4) and isinstance(before, Line) and isinstance(after, Line)
    assert before.continues_with(after)


DOCUMENT = (
    "<?xml version='1.0'?><speak>Fish &amp; chips, <voice name='bm_george'>said <prosody rate='slow'>he.</prosody>"
    "</voice><break time='250ms'/><!-- <b>not</b> this --><![CDATA[a < b]]> 1 < 2 &#233;<mark name='x'/> end</speak>"
)


def _flat(found: list[Cue]) -> list[object]:
    """Cues with every character of a line by itself, so that it does not matter how lines are cut."""
    flat: list[object] = []
    for cue in found:
        if isinstance(cue, Line):
            flat += [
                (character, cue.position(at), cue.delivery, cue.treatment) for at, character in enumerate(cue.text)
            ]
        else:
            flat.append(cue)
    return flat


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
@pytest.mark.parametrize("markup", ["ssml", "auto"])
def test_ssml_in_pieces_is_read_like_whole_ssml(size: int, markup: str) -> None:
    whole, pieces = reader(markup), reader(markup)  # type: ignore[arg-type]
    found = [cue for at in range(0, len(DOCUMENT), size) for cue in pieces.feed(DOCUMENT[at : at + size])]
    found += pieces.finish()
    assert _flat(found) == _flat([*whole.feed(DOCUMENT), *whole.finish()])


@given(st.text(alphabet="ab <>/&;![]-?'\"=CDATspekvoicn", max_size=80), st.integers(1, 9))
def test_any_text_in_pieces_is_read_like_the_whole_text(text: str, size: int) -> None:
    whole, pieces = reader("ssml"), reader("ssml")
    try:
        expected = _flat([*whole.feed(text), *whole.finish()])
    except BadRequest:
        return
    found = [cue for at in range(0, len(text), size) for cue in pieces.feed(text[at : at + size])]
    assert _flat([*found, *pieces.finish()]) == expected


def test_lines_are_read_before_the_text_is_complete() -> None:
    of_text = reader("auto")
    assert [cue.text.strip() for cue in of_text.feed("<speak>It is warm. And") if isinstance(cue, Line)] == [
        "It is warm. And"
    ]


@pytest.mark.parametrize(("text", "markup"), [("  <speak>a</speak>", "ssml"), ("<p>a</p>", "plain"), ("", "plain")])
def test_the_markup_is_detected_from_the_beginning_of_a_text(text: str, markup: str) -> None:
    assert cues(text, "auto") == cues(text, markup)  # type: ignore[arg-type]


@pytest.mark.parametrize("entity", ["&#1;", "&#0;", "&#xFFFF;"])
def test_an_entity_that_stands_for_nothing_is_nothing(entity: str) -> None:
    of_text = reader("ssml")
    cues = [*of_text.feed(f"<speak>{entity}<s>{entity}</s>&amp;{entity} The kettle.</speak>"), *of_text.finish()]
    assert "The kettle." in "".join(cue.text for cue in cues if isinstance(cue, Line))
