"""A line needs few requests to eSpeak NG, however long it is: a request takes longer than its words."""

from collections.abc import Iterator

import pytest

from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.espeakng.process import EspeakProcess
from wyoming_kokoro.espeakng.worker import Answer
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.pronounce.espeak import EspeakPronouncer
from wyoming_kokoro.studio import explain
from wyoming_kokoro.text import Locale, read


class CountedEspeak:
    """eSpeak NG with a count of what it was asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.library = EspeakNg()
        self.parts: list[list[str]] = []
        ask = EspeakProcess.ask

        def count_and_ask(process: EspeakProcess, command: str, *, parts: list[str], **request: object) -> Answer:
            self.parts.append(parts)
            return ask(process, command, parts=parts, **request)

        monkeypatch.setattr(EspeakProcess, "ask", count_and_ask)


@pytest.fixture
def counted_espeak(monkeypatch: pytest.MonkeyPatch) -> Iterator[CountedEspeak]:
    one = CountedEspeak(monkeypatch)
    yield one
    one.library.close()


def words(number: int) -> list[str]:
    """Different words of no language."""
    return [f"bz{chr(97 + at // 26)}q{chr(97 + at % 26)}rk" for at in range(number)]


def sources(pronunciation: Pronunciation, text: str) -> list[str]:
    spans = read(text, Locale("en-US"))
    return [word.source for word in pronunciation.words(spans, "en-US")]


def test_unknown_words_of_a_line_are_requested_together(counted_espeak: CountedEspeak) -> None:
    pronunciation = Pronunciation(counted_espeak.library)
    assert sources(pronunciation, " ".join(words(60))) == ["espeak"] * 60
    assert [sorted(parts) for parts in counted_espeak.parts] == [sorted(words(60))]
    sources(pronunciation, " ".join(words(60)))
    assert len(counted_espeak.parts) == 1, "they are known now"


def test_known_words_are_not_requested(counted_espeak: CountedEspeak) -> None:
    sources(Pronunciation(counted_espeak.library), "Alexa's bzqrk, the lightstrip of TSLA, please, Señor: A to Zwqk")
    assert [sorted(parts) for parts in counted_espeak.parts] == [["Zwqk", "bzqrk"]]


@pytest.mark.parametrize("foreign", ["日本 ", "мир ", "さくら ", "नमस्ते ", "한국 "])
def test_a_line_with_words_of_another_script_is_one_request(counted_espeak: CountedEspeak, foreign: str) -> None:
    sources(Pronunciation(counted_espeak.library), f"lamp {foreign}" * 40)
    assert len(counted_espeak.parts) <= 2


def test_each_language_of_a_line_is_one_request(counted_espeak: CountedEspeak) -> None:
    sources(Pronunciation(counted_espeak.library), "日本 мир नमस्ते 한국 " * 20)
    assert len(counted_espeak.parts) <= 4 * 2


def test_words_that_do_not_match_their_sounds_are_requested_again_in_halves(counted_espeak: CountedEspeak) -> None:
    found = EspeakPronouncer(counted_espeak.library).words_in_context([["21"] * 32] * 4, "fr-FR")
    assert found == [[EspeakPronouncer(counted_espeak.library).word("21", "fr-FR")] * 32] * 4
    assert len(counted_espeak.parts) <= 6 + 1


def test_the_cache_is_limited(counted_espeak: CountedEspeak) -> None:
    pronouncer = EspeakPronouncer(counted_espeak.library)
    for start in range(0, 4000, 500):
        pronouncer.isolated_words([f"w{number}" for number in range(start, start + 500)], "en-US")
    before = len(counted_espeak.parts)
    pronouncer.isolated_words([f"w{4000 - 2048}", "w3999"], "en-US")
    assert counted_espeak.parts[before:] == [], "the latest 2048 are cached"
    pronouncer.isolated_words([f"w{4000 - 2049}"], "en-US")
    assert counted_espeak.parts[before:] == [[f"w{4000 - 2049}"]], "the oldest are not"


def test_long_texts_are_not_cached(counted_espeak: CountedEspeak) -> None:
    pronouncer = EspeakPronouncer(counted_espeak.library)
    for _ in range(2):
        pronouncer.isolated_words(["w" * 65], "en-US")
    assert len(counted_espeak.parts) == 2


def test_words_of_several_lines_are_requested_together(counted_espeak: CountedEspeak) -> None:
    lines = [read(f"lamp {word} мир 日本", Locale("en-US")) for word in words(40)]
    together = Pronunciation(counted_espeak.library).words_of_lines(lines, "en-US")
    assert len(counted_espeak.parts) <= 4
    one_by_one = Pronunciation(counted_espeak.library)
    assert together == [one_by_one.words(spans, "en-US") for spans in lines]


def test_a_text_is_requested_page_by_page(counted_espeak: CountedEspeak) -> None:
    lines = [f"The lamp {word} is on: мир.\n" for word in words(600)]
    explain("".join(lines), Locale("en-US"), Pronunciation(counted_espeak.library))
    pages = len("".join(lines)) / 1_000
    assert pages / 2 <= len(counted_espeak.parts) <= pages + 2, "one for each page, and one for the Russian word"
    assert max(map(len, counted_espeak.parts)) <= 2 * len(lines) / pages
