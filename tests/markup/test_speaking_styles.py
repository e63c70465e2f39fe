"""Speaking styles: their names, how much of them is asked for, and what instructions are understood as."""

import pytest

from tests.markup.pieces import cues_of
from wyoming_kokoro.markup import Style
from wyoming_kokoro.markup.speaking_styles import SPEAKING_STYLES, SpeakingStyle, style_called, styled, understood
from wyoming_kokoro.markup.tables import rows
from wyoming_kokoro.settings.table import SpeechSettings
from wyoming_kokoro.speech import Delivery, Line, Treatment

_NAMES = """
advertisement_upbeat affectionate angry assistant calm chat cheerful customerservice depressed disgruntled
documentary-narration embarrassed empathetic excited friendly gentle hopeful lyrical narration-professional
narration-relaxed newscast newscast-casual newscast-formal poetry-reading sad serious shouting
sports_commentary sports_commentary_excited whispering
"""
AZURE = _NAMES.split()


@pytest.mark.parametrize("name", AZURE)
def test_the_names_of_azure_are_known(name: str) -> None:
    assert style_called(name) is not None


def test_no_name_is_given_twice() -> None:
    names = [name for row in rows("style_names.tsv") for name in row[1].split()]
    assert len(names) == len(set(names))
    assert {row[0] for row in rows("style_names.tsv")} <= set(SPEAKING_STYLES.names)
    assert {row[0] for row in rows("instructions.tsv")} == set(SPEAKING_STYLES.names)


@pytest.mark.parametrize("style", tuple(SPEAKING_STYLES), ids=lambda style: style.name)
def test_every_style_changes_something_more_with_its_degree(style: SpeakingStyle) -> None:
    half, whole, double = (style.style(degree) for degree in (0.5, 1.0, 2.0))
    assert whole != Style()
    if style.effect is None:
        assert len({half, whole, double}) == 3
    assert half.delivery.effect == whole.delivery.effect == style.effect


def test_degrees_are_bounded() -> None:
    style = SPEAKING_STYLES.get("slow")
    assert style is not None
    assert style.style(99) == style.style(2)
    assert style.style(-1) == style.style(0.01)


@pytest.mark.parametrize(
    ("instructions", "styles"),
    [
        ("Speak in a cheerful and positive tone.", "cheerful"),
        ("Voice: calm, soothing. Pacing: slow.", "calm, slow"),
        ("Whisper.", "whispering"),
        ("Please talk very slowly", "slow 1.5"),
        ("a little faster please", "fast 0.5"),
        ("Don't whisper, speak loudly.", "loud"),
        ("not too fast", "nothing"),
        ("Speak without excitement but with a deep voice", "deep"),
        ("Sprich fröhlich und etwas schneller.", "cheerful, fast 0.5"),
        ("Bitte flüstern", "whispering"),
        ("Nicht so laut, sondern leise", "soft"),
        ("Parle d'une voix grave et très lentement", "deep, slow 1.5"),
        ("Chuchote", "whispering"),
        ("Habla con entusiasmo, pero despacio", "excited, slow"),
        ("Susurra al oído", "whispering"),
        ("Parla con calma e dolcemente", "calm, gentle"),
        ("Sussurra piano", "whispering"),
        ("Like a news anchor", "newscast"),
        ("Read it as a bedtime story", "narration"),
        ("Pronounce it like a pirate", "nothing"),
        ("", "nothing"),
    ],
)
def test_instructions_are_understood(instructions: str, styles: str) -> None:
    assert str(understood(instructions)) == styles


def test_a_long_instruction_asks_for_four_styles_at_most() -> None:
    assert len(understood("cheerful, calm, slow, fast, loud, deep, whisper").styles) == 4


def test_a_style_is_relative_to_the_settings_and_the_request() -> None:
    settings, slow = SpeechSettings(speed=1.5), Style(Delivery(speed=0.8), Treatment(0.5))
    assert styled(Style(), slow, settings) == Style(Delivery(speed=1.5 * 0.8), Treatment(0.5))
    assert styled(Style(Delivery(speed=2.0)), slow, settings).delivery.speed == 1.6
    assert styled(Style(Delivery(voice="a")), Style(), settings) == Style(Delivery(voice="a"))


@pytest.mark.parametrize(
    ("tag", "style", "degree"),
    [
        ("<mstts:express-as style='cheerful'>", "cheerful", 1.0),
        ("<mstts:express-as style='sad' styledegree='2'>", "subdued", 2.0),
        ("<amazon:emotion name='excited' intensity='low'>", "excited", 0.5),
        ("<amazon:emotion name='disappointed' intensity='high'>", "subdued", 1.5),
        ("<amazon:domain name='news'>", "newscast", 1.0),
        ("<google:style name='lively'>", "lively", 1.0),
    ],
)
def test_an_element_asks_for_a_style(tag: str, style: str, degree: float) -> None:
    name = tag.strip("<>").split()[0]
    (line,) = cues_of([f"{tag}Hello{'</' + name + '>'}"], "ssml")
    expected = SPEAKING_STYLES.get(style)
    assert isinstance(line, Line) and expected is not None
    assert Style(line.delivery, line.treatment) == expected.style(degree)
