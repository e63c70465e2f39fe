"""Conversations: whose voice, which gaps, what is said over what, measured on the sound."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.engines.tone import fundamental
from wyoming_kokoro.markup import ConversationTurn, conversation, cues
from wyoming_kokoro.samples import QUIET
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import RATE, Audio, Delivery, Pause, Turn, Utterance, Voice
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.studio.finishing import GAP, GAP_AFTER_QUESTION, OVER_DELAY
from wyoming_kokoro.voices import VoiceSimilarity, another_voice
from wyoming_kokoro.voices.ensemble import ALIKE

TEN_MILLISECONDS = 0.010


async def _heard(studio: Studio, utterance: Utterance) -> Audio:
    blocks = [block async for block in studio.speak(utterance)]
    words = tuple(word for block in blocks for word in block.words)
    return Audio(np.concatenate([block.samples for block in blocks]), words)


def _utterance(turns: Sequence[ConversationTurn], **cast: str) -> Utterance:
    written, spoken = conversation(turns, cues)
    return Utterance(
        "", cues=spoken, cast=tuple((name, Delivery(voice)) for name, voice in cast.items()), written=written
    )


def _silences(samples: np.ndarray, longest: float = 0.06) -> list[float]:
    """Return the lengths of the silences inside that are longer than those between the tone engine's words."""
    audible = np.flatnonzero(np.abs(samples) > QUIET)
    gaps = np.diff(audible) / RATE
    return [float(gap) for gap in gaps if gap > longest]


@pytest.mark.parametrize("gap", [0.07, 0.2, 0.5, 1.3])
async def test_the_gap_between_turns_is_as_asked(studio: Studio, gap: float) -> None:
    turns = [ConversationTurn(str(number % 2), f"Hello number {number}.", gap=gap) for number in range(6)]
    heard = await _heard(studio, _utterance(turns, **{"0": "af_heart", "1": "am_adam"}))
    assert _silences(heard.samples) == pytest.approx([gap] * 5, abs=TEN_MILLISECONDS)


async def test_turns_without_a_gap_follow_as_people_take_turns(studio: Studio) -> None:
    turns = [ConversationTurn("a", "Is it on?"), ConversationTurn("b", "It is."), ConversationTurn("a", "Good.")]
    heard = await _heard(studio, _utterance(turns, a="af_heart", b="am_adam"))
    assert _silences(heard.samples) == pytest.approx([GAP_AFTER_QUESTION, GAP], abs=TEN_MILLISECONDS)


@pytest.mark.parametrize("overlap", [0.1, 0.3, 0.6])
async def test_a_negative_gap_overlaps(studio: Studio, overlap: float) -> None:
    first, second = "The kettle is on and the tea is ready.", "Good evening to all of you."
    apart, over = (
        _utterance([ConversationTurn("a", first), ConversationTurn("b", second, gap=gap)], a="af_heart", b="am_adam")
        for gap in (1.0, -overlap)
    )
    one, other = await _heard(studio, apart), await _heard(studio, over)
    shift = round((1 + overlap) * RATE)
    assert len(one.samples) - len(other.samples) == pytest.approx(shift, abs=0.01 * RATE)
    starts = [[word.start_sample for word in heard.words if word.speaker == "b"] for heard in (one, other)]
    assert starts[0][0] - starts[1][0] == pytest.approx(shift, abs=TEN_MILLISECONDS * RATE)
    end = other.words[[word.speaker for word in other.words].index("b") - 1].end_sample
    assert (end - starts[1][0]) / RATE == pytest.approx(overlap, abs=TEN_MILLISECONDS)
    alone = one.samples[: len(other.samples)].copy()
    moved = one.samples[shift : shift + len(other.samples)]
    assert np.allclose(other.samples[: starts[1][0] - 2000], alone[: starts[1][0] - 2000], atol=1e-5)
    both = slice(starts[1][0] + 100, end - 100)
    assert np.allclose(other.samples[both], alone[both] + moved[both], atol=2e-3)  # the limiter may turn it down


async def test_no_turn_begins_before_the_middle_of_the_one_it_interrupts(studio: Studio) -> None:
    turns = [ConversationTurn("a", "Well."), ConversationTurn("b", "Now it is my turn to speak.", gap=-1.0)]
    heard = await _heard(studio, _utterance(turns, a="af_heart", b="am_adam"))
    first, second = heard.words[:2]
    assert second.start_sample >= (first.start_sample + first.end_sample) // 2 - 0.1 * RATE


async def test_a_listener_says_something_over_the_last_clause(studio: Studio) -> None:
    turns = [
        ConversationTurn("a", "The kettle is on, and the tea will be ready in a minute."),
        ConversationTurn("b", "Mhm.", over=True),
        ConversationTurn("a", "Good.", gap=0.3),
    ]
    heard = await _heard(studio, _utterance(turns, a="af_heart", b="am_adam"))
    words = {word.spoken: word for word in heard.words}
    (murmur,) = [word for word in heard.words if word.speaker == "b"]
    assert (murmur.start_sample - words["on"].end_sample) / RATE == pytest.approx(OVER_DELAY, abs=TEN_MILLISECONDS)
    assert murmur.end_sample < words["minute"].end_sample
    assert (words["Good"].start_sample - words["minute"].end_sample) / RATE == pytest.approx(0.3, abs=TEN_MILLISECONDS)
    alone = await _heard(studio, _utterance([turns[0], turns[2]], a="af_heart", b="am_adam"))
    added = heard.samples - alone.samples
    assert np.abs(added[murmur.start_sample : murmur.end_sample]).max() > QUIET
    assert np.abs(added[: murmur.start_sample - 600]).max() < 1e-5


async def test_a_pause_that_is_asked_for_is_kept_between_turns(studio: Studio) -> None:
    utterance = Utterance("", cues=(
        Turn("a"), *cues("One.", "plain"), Pause(0.9), Turn("b", 4, gap=0.1), *cues("Two.", "plain"),
    ))  # fmt: skip
    assert _silences((await _heard(studio, utterance)).samples) == pytest.approx([0.9], abs=TEN_MILLISECONDS)


async def test_each_speaker_has_the_voice_of_the_cast(studio: Studio) -> None:
    names = ["af_heart", "am_adam", "bf_emma", "bm_george"]
    turns = [ConversationTurn(name, "Hello there.", gap=0.5) for name in names * 2]
    heard = await _heard(studio, _utterance(turns, **{name: name for name in names}))
    assert [word.speaker for word in heard.words[::2]] == names * 2
    alone = {
        name: (await _heard(studio, Utterance("Hello there.", Delivery(name)))).samples[: RATE // 2] for name in names
    }
    for word in heard.words[::2]:
        start = word.start_sample
        assert _pitch(heard.samples[start : start + 6000]) == pytest.approx(
            _pitch(alone[word.speaker][480 : 480 + 6000]), rel=0.02
        )


def _pitch(samples: np.ndarray) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 1 << 16))
    return float(np.argmax(spectrum)) * RATE / (1 << 16)


async def test_a_script_gives_every_speaker_a_voice_of_their_own(studio: Studio) -> None:
    text = "".join(f"[S{number}] Hello there. " for number in (1, 2, 3, 1, 2))
    heard = await _heard(studio, Utterance(text, markup="auto"))
    assert [word.speaker for word in heard.words[::2]] == ["S1", "S2", "S3", "S1", "S2"]
    pitches = [round(_pitch(heard.samples[w.start_sample : w.start_sample + 6000])) for w in heard.words[::2]]
    assert pitches[:2] == pitches[3:]
    assert len(set(pitches)) == 3
    assert all(text[word.start : word.end] == word.spoken for word in heard.words)


async def test_a_script_that_arrives_in_pieces_sounds_the_same(studio: Studio) -> None:
    text = "[S1] The lights are on. [S2] Is it raining? [S1] Yes, it is."
    whole = await _heard(studio, Utterance(text, markup="auto"))
    for size in (1, 7, 20):

        async def pieces(size: int = size) -> AsyncIterator[str]:
            for at in range(0, len(text), size):
                yield text[at : at + size]

        blocks = [block async for block in studio.speak(Utterance("", markup="auto"), pieces())]
        assert np.array_equal(np.concatenate([block.samples for block in blocks]), whole.samples)


def _catalogue_voices(studio: Studio, language: str) -> list[Voice]:
    return [voice for voice in studio.voices.listed() if voice.language == language]


@pytest.mark.parametrize(("own", "speakers"), [("af_heart", 8), ("bm_george", 8), ("am_adam", 6), ("jf_alpha", 2)])
async def test_voices_that_are_chosen_are_not_alike(studio: Studio, own: str, speakers: int) -> None:
    similarity = VoiceSimilarity.load(voices_folder())
    taken = [studio.voices.find(own)]
    while len(taken) < speakers:
        taken.append(another_voice(studio.voices, taken[0], taken, similarity))
    assert len({voice.name for voice in taken}) == speakers
    pairs = [(one, other) for at, one in enumerate(taken) for other in taken[:at]]
    assert max(similarity.percent(one, other) for one, other in pairs) < ALIKE
    assert {voice.language[:2] for voice in taken} == {taken[0].language[:2]}
    assert taken[1].gender != taken[0].gender


async def test_the_table_of_similarity_is_of_every_published_voice(studio: Studio) -> None:
    similarity = VoiceSimilarity.load(voices_folder())
    voices = [voice for voice in studio.voices.listed() if voice.kind == "kokoro"]
    for voice in voices:
        assert similarity.percent(voice, voice) == 100
        for other in voices:
            assert similarity.percent(voice, other) == similarity.percent(other, voice)
            assert 30 < similarity.percent(voice, other) <= 100
    assert len({fundamental(voice) for voice in voices}) == len(voices)


async def test_speakers_have_voices_whose_files_are_here(studio: Studio) -> None:
    """A voice without its file would be spoken by a voice like it, perhaps that of another speaker."""
    similarity = VoiceSimilarity.load(voices_folder())
    here = {"af_heart", "am_adam", "bf_emma"}
    taken = [studio.voices.find("af_heart")]
    while len(taken) < 4:
        taken.append(another_voice(studio.voices, taken[0], taken, similarity, lambda voice: voice.name in here))
    assert {voice.name for voice in taken[:3]} == here and taken[3].name not in here


@pytest.mark.parametrize("enabled", [True, False])
async def test_voices_that_can_be_downloaded_are_available(tmp_path: Path, *, enabled: bool) -> None:
    settings = {"engine.name": "tone", "downloads.enabled": enabled}
    studio = await Studio.open(load(Paths(tmp_path, tmp_path), settings, {}))
    try:
        assert studio.config.available(studio.voices.find("af_heart")) is enabled
    finally:
        await studio.close()
