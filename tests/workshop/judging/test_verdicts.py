"""The twelve verdicts: whose mistake a difference between the text and what was heard is."""

import pytest

from wyoming_kokoro.workshop.judging.verdicts import (
    HARMLESS,
    MEANINGS,
    Evidence,
    Verdict,
    differences,
    second_errors,
    settle,
)

BY_WORDS = [
    ("I blew it.", "I blue it.", "blew", "homophone"),
    ("They sew the seeds.", "They sow the seeds.", "sew", "homophone"),
    ("The bookshelves are full.", "The book shelves are full.", "bookshelves", "compound"),
    ("A light house stood there.", "A lighthouse stood there.", "light house", "compound"),
    ("The boxes are labelled.", "The boxes are labeled.", "labelled", "spelling_variant"),
    ("In the centre of town.", "In the center of town.", "centre", "spelling_variant"),
    ("A grey sky.", "A gray sky.", "grey", "spelling_variant"),
    ("Dr. Smith left.", "Doctor Smith left.", "doctor", "abbreviation"),
    ("It costs $5.", "It costs five dollars.", "five dollars", "abbreviation"),
    ("It is 3 p.m. now.", "It is three PM now.", "three", "abbreviation"),
    ("Um, it is late.", "It is late.", "um", "filler_word"),
    ("He wasborn here.", "He was born here.", "wasborn", "gt_error"),
    ("The hоuse is red.", "The house is red.", "house", "gt_error"),  # its o is Cyrillic
    ("The accomodation is full.", "The accommodation is full.", "accomodation", "gt_typo"),
    ("The house is red.", "The horse is red.", "house", "ambiguous"),
    ("The big house is red.", "The house is red.", "big", "ambiguous"),
    ("The house is red.", "The old house is red.", "", "ambiguous"),
]


@pytest.mark.parametrize(("text", "heard", "said", "verdict"), BY_WORDS)
def test_what_follows_from_the_words_alone(text: str, heard: str, said: str, verdict: str) -> None:
    (found, *_) = differences(text, heard, "en-US")
    assert found.verdict.value == verdict, found
    if verdict != "gt_error":
        assert found.said == said


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("The garden gate was left open.", "the garden gate was left open"),
        ("It costs $5.", "It costs $5"),
        ("The bus is at 8:30.", "The bus is at 830."),
        ("He said: “Don’t!”", "He said don't."),
    ],
)
def test_case_marks_and_ways_to_write_a_number_are_no_differences(text: str, heard: str) -> None:
    assert differences(text, heard, "en-US") == []


def test_words_side_by_side_are_one_difference_and_others_are_apart() -> None:
    found = differences("The red house is near the old river.", "The dead horse is near the old liver.", "en-US")
    assert [(each.said, each.heard) for each in found] == [("red house", "dead horse"), ("river", "liver")]
    assert (found[1].expected[0].start, found[1].expected[0].end) == (30, 35)


TEXT, HEARD = "The house is red.", "The horse is red."
HOUSE, HORSE = "ðəhWsɪzɹɛd", "ðəhɔɹsɪzɹɛd"


@pytest.mark.parametrize(
    ("evidence", "verdict"),
    [
        (Evidence(), "ambiguous"),
        (Evidence(margin=0.03), "stt_error"),
        (Evidence(margin=-0.06), "tts_failure"),
        (Evidence(margin=-0.03), "ambiguous"),  # as slurred speech has
        (Evidence(margin=-0.03, phonemes=HORSE), "tts_failure"),
        (Evidence(margin=0.005), "ambiguous"),
        (Evidence(phonemes=HOUSE), "stt_error"),
        (Evidence(phonemes=HORSE), "ambiguous"),  # phonemes alone blame no speech
        (Evidence(margin=-0.015, phonemes=HOUSE), "stt_error"),  # phonemes are heard more surely
        (Evidence(margin=0.04, phonemes="ðəhɔsɪzɹɛd"), "ambiguous"),  # the witnesses contradict each other
        (Evidence(second=TEXT), "stt_error"),
        (Evidence(second=HEARD), "tts_failure"),
        (Evidence(second="The hearse is red."), "ambiguous"),
        (Evidence(second=TEXT, margin=-0.05, phonemes=HORSE), "ambiguous"),
        (Evidence(second=HEARD, margin=-0.005, phonemes=HORSE), "tts_failure"),
    ],
)
def test_evidence_settles_who_is_wrong(evidence: Evidence, verdict: str) -> None:
    (found,) = differences(TEXT, HEARD, "en-US")
    assert settle(found, TEXT, "en-US", evidence).verdict.value == verdict


@pytest.mark.parametrize(
    ("text", "heard", "verdict"),
    [
        ("Our dog is old.", "Or dog is old.", "ambiguous"),  # as people say it quickly
        ("The cup is in it.", "The cup is on it.", "ambiguous"),
        ("Our plane is late.", "I'll plane is late.", "ambiguous"),
        ("The cup was left.", "The cup wass left.", "ambiguous"),
        ("The door is red.", "The drzk is red.", "ambiguous"),  # the recogniser has understood nothing
        ("The door is red.", "The desk is red.", "tts_failure"),
    ],
)
def test_small_words_said_quickly_and_words_that_do_not_exist_blame_no_speech(
    text: str, heard: str, verdict: str
) -> None:
    (found,) = differences(text, heard, "en-US")
    assert settle(found, text, "en-US", Evidence(second=heard, margin=-0.06)).verdict.value == verdict


def test_evidence_does_not_change_what_the_words_have_settled() -> None:
    (found,) = differences("I blew it.", "I blue it.", "en-US")
    assert settle(found, "I blew it.", "en-US", Evidence(margin=-1.0)).verdict is Verdict.HOMOPHONE


def test_what_only_the_second_recogniser_heard_is_its_own_error() -> None:
    (found,) = second_errors(TEXT, TEXT, HEARD, "en-US")
    assert (found.said, found.verdict) == ("house", Verdict.SECOND_ERROR)
    assert second_errors(TEXT, HEARD, HEARD, "en-US") == []


def test_every_verdict_has_a_meaning() -> None:
    assert list(MEANINGS) == list(Verdict) and len(Verdict) == 12
    assert not HARMLESS & {Verdict.SPEECH_FAILURE, Verdict.AMBIGUOUS, Verdict.TEXT_ERROR, Verdict.TEXT_TYPO}


@pytest.mark.parametrize(("text", "heard"), [("", "Hello."), ("Hello.", ""), ("", ""), ("…", "?!")])
def test_empty_sides_are_compared(text: str, heard: str) -> None:
    found = differences(text, heard, "en-US")
    assert len(found) == (text.isascii() and heard.isascii() and text != heard)
