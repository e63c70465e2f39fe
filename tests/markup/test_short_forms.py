"""Short forms of plain text: what each asks for, when it ends, and that each can be switched off."""

import pytest

from tests.markup.pieces import cues_of, flat, in_sizes, read_text
from wyoming_kokoro.markup import ALL_SHORT_FORMS, ReaderOptions
from wyoming_kokoro.markup.inline import SHORT_FORMS
from wyoming_kokoro.markup.inline.inline_reader import MAX_PAUSE, MAX_PAUSES
from wyoming_kokoro.speech import Delivery, Line, Pause


def _spoken(text: str) -> list[tuple[str, Delivery]]:
    """Return the words of a text, with the delivery of each."""
    found: list[tuple[str, Delivery]] = []
    for cue in cues_of([text], "plain"):
        if isinstance(cue, Line) and cue.text.strip() and not cue.reading:
            if found and found[-1][1] == cue.delivery:
                found[-1] = (f"{found[-1][0]} {cue.text.strip()}", cue.delivery)
            else:
                found.append((cue.text.strip(), cue.delivery))
    return found


@pytest.mark.parametrize(
    ("form", "seconds"),
    [
        ("[pause:1.5s]", 1.5),
        ("[pause: 2 s]", 2.0),
        ("[pause 500ms]", 0.5),
        ("[Pause:1]", 1.0),
        ("[pause=250ms]", 0.25),
        ("[pause 2 seconds]", 2.0),
        ("[break:1,5s]", 1.5),
        ("[pause]", 0.5),
        ("(pause)", 0.5),
        ("[short pause]", 0.25),
        ("[long pause]", 1.0),
        ('<break time="1.5s"/>', 1.5),
        ('<break time="300ms" />', 0.3),
        ("[pause:3600s]", MAX_PAUSE),
    ],
)
def test_a_pause(form: str, seconds: float) -> None:
    cues = cues_of([f"One {form} two."], "plain")
    assert [cue for cue in cues if isinstance(cue, Pause)] == [Pause(seconds)]
    assert read_text(cues) == "One two."


def test_all_pauses_together_are_bounded() -> None:
    cues = cues_of(["[pause:9s] a " * 20], "plain")
    assert sum(cue.seconds for cue in cues if isinstance(cue, Pause)) == MAX_PAUSES


WHISPER, PLAIN = Delivery(effect="whisper"), Delivery()


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("A [whisper]b c.[/whisper] D.", [("A", PLAIN), ("b c.", WHISPER), ("D.", PLAIN)]),
        ("A [whisper]b. C.", [("A", PLAIN), ("b. C.", WHISPER)]),
        ("[whispers] Mr. Smith is here, see. And now?", [("Mr. Smith is here, see.", WHISPER), ("And now?", PLAIN)]),
        ("[whispers] Really?! Yes.", [("Really?!", WHISPER), ("Yes.", PLAIN)]),
        ("[whispers] It costs 3.50 now. Yes.", [("It costs 3.50 now.", WHISPER), ("Yes.", PLAIN)]),
        ('[whispers] "Go." Yes.', [('"Go."', WHISPER), ("Yes.", PLAIN)]),
        ("*whispers* I know. Yes.", [("I know.", WHISPER), ("Yes.", PLAIN)]),
        ("[slow] One. Two. [/slow] Three.", [("One. Two.", Delivery(speed=0.8)), ("Three.", PLAIN)]),
        ("[fast] One. [normal] Two.", [("One.", Delivery(speed=1.25)), ("Two.", PLAIN)]),
        ("[slow] One. [fast] Two.", [("One.", Delivery(speed=0.8)), ("Two.", Delivery(speed=1.25))]),
        ("[slow] One.\n\nTwo.", [("One.", Delivery(speed=0.8)), ("Two.", PLAIN)]),
        ("I [really](+2) mean it.", [("I", PLAIN), ("really", Delivery(emphasis=2.0)), ("mean it.", PLAIN)]),
        ("[very much](+1)", [("very much", Delivery(emphasis=1.0))]),
        ("[it](-1) [is](-2)", [("it is", Delivery(emphasis=-1.0))]),
        ("[voice:am_adam] Hi. [/voice] You.", [("Hi.", Delivery(voice="am_adam")), ("You.", PLAIN)]),
        (
            "[voice: af_bella*0.5+af_sky*0.5] Hi. [voice:bm_lewis] You.",
            [("Hi.", Delivery(voice="af_bella*0.5+af_sky*0.5")), ("You.", Delivery(voice="bm_lewis"))],
        ),
        (
            "[voice:am_adam] [slow] Hi.",
            [("Hi.", Delivery(voice="am_adam", speed=0.8))],
        ),
    ],
)
def test_a_form_changes_how_the_words_are_spoken(text: str, spoken: list[tuple[str, Delivery]]) -> None:
    assert _spoken(text) == spoken


@pytest.mark.parametrize("form", SHORT_FORMS)
def test_each_form_can_be_switched_off(form: object) -> None:
    written = {
        "pause": "One [pause:1s] two.",
        "whisper": "[whisper]One[/whisper] two.",
        "style": "[slow]One[/slow] two.",
        "emphasis": "[One](+1) two.",
        "voice": "[voice:am_adam] one [/voice] two.",
    }
    name = getattr(form, "name", "")
    others = ReaderOptions(short_forms=tuple(each for each in ALL_SHORT_FORMS if each != name))
    assert read_text(cues_of([written[name]], "plain", others)) == written[name]
    assert read_text(cues_of([written[name]], "plain")) != written[name]


def test_the_list_and_the_names_in_the_settings_are_the_same() -> None:
    assert tuple(form.name for form in SHORT_FORMS) == ALL_SHORT_FORMS


@pytest.mark.parametrize("sizes", [(1,), (2, 3), (5,)])
@pytest.mark.parametrize(
    "text",
    [
        "Well [pause:1.5s] yes [whispers] I know Dr. Smith. And [really](+2) now [voice:am_adam] you [slow].",
        "[" * 300 + "pause:1s" + "]" * 300,
        "(((laughs))) **sighs** [[whisper]] <<break time='1s'/>> [a](+1)(+2) [b](",
        "*" * 100 + "laughs" + "_" * 100,
        "[whisper] " + "long " * 100 + "[/whisper]. End",
        'One <break time="1.5s"/> two <break time="x"/> <bre',
        "*laughs*" + " " * 100 + "then",
    ],
)
def test_the_size_of_pieces_does_not_matter(text: str, sizes: tuple[int, ...]) -> None:
    assert flat(cues_of(in_sizes(text, sizes), "plain")) == flat(cues_of([text], "plain"))


def test_a_long_text_of_brackets_is_read_in_linear_time() -> None:
    for sign in "[(<*_":
        assert read_text(cues_of(in_sizes(sign * 50_000, (997,)), "plain"))
