"""Questions about homographs, their verdicts, and the phones that choosers work with."""

import pytest

from wyoming_kokoro.workshop.judging.homograph_check import (
    HomographVerdict,
    all_homographs,
    homograph_questions,
    homograph_results,
)
from wyoming_kokoro.workshop.judging.homograph_table import HomographRow
from wyoming_kokoro.workshop.judging.phoneme_distance import distance, edits, relative_distance, substitution
from wyoming_kokoro.workshop.judging.phones import phones_of
from wyoming_kokoro.workshop.judging.prompts import LANGUAGE, all_prompts
from wyoming_kokoro.workshop.judging.reading import read_words

SENTENCE = "She will read the lead story and close the door."


def test_each_homograph_is_asked_about_in_its_sentence() -> None:
    words = read_words(SENTENCE, "en-US")
    questions = {each.word: each for each in homograph_questions(words, "en-US")}
    assert set(questions) == {"read", "lead", "close"}
    read = questions["read"]
    assert read.choice.words[read.place].sounds == ("R IY D",)
    assert [word.sounds for word in read.choice.other] == [("R EH D",)]
    assert (read.choice.start, read.choice.end) == (2, 3)


def test_what_was_sent_to_the_model_is_what_is_expected() -> None:
    words = read_words("They read it.", "en-US")
    sent = "ðˌA ɹˈɛd ɪt."
    (question,) = homograph_questions(words, "en-US", sent)
    assert (question.expected, question.other) == ("ɹɛd", "ɹid")
    (other,) = homograph_questions(words, "en-US", "ðˌA ɹˈid ɪt.")
    assert (other.expected, other.other) == ("ɹid", "ɹɛd")


@pytest.mark.parametrize(
    ("margin", "seconds", "verdict"),
    [
        (0.05, 0.3, HomographVerdict.CORRECT),
        (-0.05, 0.3, HomographVerdict.SUSPECT),
        (0.0, 0.3, HomographVerdict.UNSURE),
        (None, 0.3, HomographVerdict.UNSCORABLE),
        (-0.05, 0.05, HomographVerdict.UNSCORABLE),
    ],
)
def test_a_margin_becomes_a_verdict(margin: float | None, seconds: float, verdict: HomographVerdict) -> None:
    words = read_words("They read it.", "en-US")
    questions = list(homograph_questions(words, "en-US"))
    (result,) = homograph_results(questions, [margin], {1: seconds})
    assert result.verdict is verdict


def test_words_that_differ_in_stress_alone_are_not_asked_about() -> None:
    checkable = all_homographs()
    assert {"read", "lead", "live", "close", "tear", "bass", "minute", "wind", "bow", "row"} <= set(checkable)
    assert len(checkable) > 60 and "increase" not in checkable


def test_a_word_is_active_where_enough_was_measured_and_suspects_are_right() -> None:
    assert HomographRow("a", 8, 8, 8, 0).is_active
    assert not HomographRow("a", 7, 7, 8, 0).is_active, "too few"
    assert not HomographRow("a", 8, 4, 8, 1).is_active, "one of five suspects was right"
    assert not HomographRow("a", 8, 0, 8, 0).is_active, "nothing is caught"
    assert not HomographRow("a", 8, 5, 8, 0).is_active, "three of eight are missed"


@pytest.mark.parametrize(
    ("phonemes", "ways"),
    [
        ("hˈWs", ("HH AW S",)),
        ("kˈɑɹ", ("K AA R",)),
        ("kˈɑː", ("K AA", "K AA R")),
        ("bˈɜɹd", ("B ER D",)),
        ("lˈɛtə", ("L EH T AH", "L EH T ER")),
        ("ʤˈʌʤ", ("JH AH JH",)),
        ("", ()),
    ],
)
def test_phonemes_are_written_as_phones(phonemes: str, ways: tuple[str, ...]) -> None:
    assert phones_of(phonemes) == ways


def test_distances_are_those_of_hearing() -> None:
    assert distance("hWs", "hWs") == 0
    assert distance("ˈhWːs", "hWs") == 0, "stress and length do not count"
    assert substitution("s", "z") < substitution("s", "k") and substitution("ə", "ɪ") < substitution("i", "ɑ")
    assert substitution("p", "a") == 1 and relative_distance("", "") == 0 and relative_distance("a", "") <= 1
    for one, other in (("p", "b"), ("A", "I"), ("ʧ", "ʃ")):
        assert substitution(one, other) == substitution(other, one) > 0
    assert edits("kitten", "sitting") == 3


def test_a_hundred_prompts_are_read_as_they_are_expected() -> None:
    prompts = all_prompts()
    assert len({each.text for each in prompts}) == 100 and len({each.kind for each in prompts}) == 10
    wrong = []
    for prompt in prompts:
        words = read_words(prompt.text, LANGUAGE)
        if " ".join(word.spelled for word in words) != prompt.spoken:
            wrong.append(f"{prompt.text}: {' '.join(word.spelled for word in words)}")
        pairs = zip(words, prompt.phonemes.split(), strict=False)
        wrong += [f"{prompt.text}: {word.sound}" for word, sound in pairs if relative_distance(word.sound, sound) > 0.1]
    assert not wrong, "if a new reading is better, change data/prompts.en.tsv"
