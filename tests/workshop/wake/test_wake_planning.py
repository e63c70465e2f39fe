"""Who says a wake word: voices of the language, blends and providers, each voice in one part only."""

from collections import Counter
from dataclasses import replace

import pytest

from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.speech import Voice
from wyoming_kokoro.workshop.datasets import parse_shares
from wyoming_kokoro.workshop.datasets.sample import voices_of
from wyoming_kokoro.workshop.jobs import TextReader, WorkerFacts
from wyoming_kokoro.workshop.wake import PlannedWake, WakeWishes, plan_wake_word, read_wake_phrase
from wyoming_kokoro.workshop.wake.speakers import chosen_voices

GERMAN = WakeWishes("hallo katja", "de-DE", samples=60, negatives=40, voices="all", speeds=(0.9, 1.0), blends=30)
PIPER = tuple(
    Voice(f"piper/de_{number}", "de-DE", "female", "", remote=f"piper/de_{number}", kind="provider")
    for number in range(4)
)


def planned(wishes: WakeWishes, reader: TextReader) -> PlannedWake:
    """Return a plan with four voices of a provider."""
    return plan_wake_word(read_wake_phrase(wishes, reader), wishes, reader, WorkerFacts("tone", PIPER))


def test_voices_are_chosen_by_name_by_language_and_all(reader: TextReader) -> None:
    names = {voice.name for voice in chosen_voices("", "en-US", reader.voices)}
    assert {"af_heart", "bf_emma"} <= names and "ff_siwis" not in names
    assert "af" not in names, "it is a blend of two others"
    assert {voice.language for voice in chosen_voices("en-GB", "en-US", reader.voices)} == {"en-GB"}
    assert len(chosen_voices("all", "de-DE", reader.voices)) > 50
    assert [voice.name for voice in chosen_voices("af_heart, ff_siwis", "en-US", reader.voices)] == [
        "af_heart",
        "ff_siwis",
    ]


def test_every_voice_and_parent_of_a_blend_is_in_one_part_and_all_parts_have_some(reader: TextReader) -> None:
    wishes = WakeWishes("hey katya", "en-US", samples=300, negatives=100, blends=60, holdout=("af_heart",))
    plan = planned(wishes, reader)
    parts: dict[str, set[str]] = {}
    for line in plan.lines():
        for voice in voices_of(line.voice):
            parts.setdefault(voice, set()).add(line.split)
    assert all(len(found) == 1 for found in parts.values()) and parts["af_heart"] == {"test"}
    for accent in ("a", "b"):
        found = {part for voice, own in parts.items() for part in own if voice[0] == accent}
        assert found == {"train", "validation", "test"}, accent
    assert sum("+" in speaker.voice for speaker in plan.speakers) == 60
    assert {line.phonemes for line in plan.lines() if line.role == "wake"} >= {"hˈA kˈɑtjə", "hˈA kˈɑːtjə"}


def test_a_provider_speaks_its_share_and_can_be_held_out(reader: TextReader) -> None:
    wishes = replace(GERMAN, provider_shares=(("piper", 0.5),), holdout=("piper",))
    lines = list(planned(wishes, reader).lines())
    theirs = [line for line in lines if line.voice.startswith("piper/")]
    assert {line.split for line in theirs} == {"test"} and len({line.voice for line in theirs}) == 4
    assert Counter(line.role for line in theirs)["wake"] == 30
    with pytest.raises(BadRequest, match="The provider azure has no voices now"):
        planned(replace(GERMAN, provider_shares=(("azure", 0.5),)), reader)
    with pytest.raises(BadRequest, match="The provider piper has no voice that speaks fr-FR"):
        planned(replace(GERMAN, language="fr-FR", provider_shares=(("piper", 0.5),)), reader)
    with pytest.raises(BadRequest, match="af_hart is none of the voices"):
        planned(replace(GERMAN, holdout=("af_hart",)), reader)


def test_given_phonemes_and_spellings_are_said_besides(reader: TextReader) -> None:
    phrase = read_wake_phrase(replace(GERMAN, said=("/kˈatjaː/", "katya")), reader)
    assert phrase.accents[0].readings[0] == "kˈatjaː" and len(phrase.accents[0].readings) > 2
    assert read_wake_phrase(replace(GERMAN, variants=False), reader).readings == ("hˈaloː kˈatjɑː",)
    assert any("one syllable" in each for each in read_wake_phrase(replace(GERMAN, phrase="du"), reader).warnings)


def test_shares_without_some_part_leave_it_empty(reader: TextReader) -> None:
    wishes = replace(GERMAN, shares=parse_shares("100,0,0"))
    assert {line.split for line in planned(wishes, reader).lines()} == {"train"}
