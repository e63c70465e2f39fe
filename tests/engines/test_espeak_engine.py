"""eSpeak NG as an engine: every voice sounds different, and lengths add up."""

import json
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.hearing.prosody import pitch_track
from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.audio import resample
from wyoming_kokoro.engines import Engine
from wyoming_kokoro.engines.espeak import EspeakEngine, variant_for
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.speech import RATE, Delivery, Phrase, Samples, Voice

WORDS = "the living room lights are on, dear."
PHONEMES = "ðə lˈɪvɪŋ ɹˈum lˈIts ɑɹ ˈɔn, dˈɪɹ."


def kokoro(name: str) -> Voice:
    gender = "female" if name[1] == "f" else "male"
    return Voice(name, LANGUAGES[name], gender, name, styles=((name, 1.0),))  # type: ignore[arg-type]


LANGUAGES: dict[str, str] = {
    voice["id"]: voice["language"]
    for voice in json.loads((voices_folder() / "catalogue.json").read_text("utf-8"))["voices"]
}
VOICES = [kokoro(name) for name in LANGUAGES]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return EspeakEngine(EspeakNg.open(), resample)


def phrase(words: str = WORDS, phonemes: str = PHONEMES, voice: Voice = VOICES[0], **delivery: float) -> Phrase:
    return Phrase(phonemes, words, voice, Delivery(**delivery), voice.language)  # type: ignore[arg-type]


def sound(engine: Engine, spoken: Phrase) -> Samples:
    (piece,) = engine.render(spoken)
    return piece.samples


def fundamental(samples: Samples) -> float:
    """The median pitch of the voiced parts in hertz, by autocorrelation."""
    pitches_of_frames = []
    for start in range(0, len(samples) - 1920, 480):
        frame = samples[start : start + 1920] - samples[start : start + 1920].mean()
        if np.sqrt(np.mean(frame**2)) < 0.02:
            continue
        likeness = np.correlate(frame, frame, "full")[len(frame) - 1 :]
        lags = slice(RATE // 400, RATE // 55)
        best = int(np.argmax(likeness[lags])) + RATE // 400
        if likeness[best] > 0.5 * likeness[0]:
            pitches_of_frames.append(RATE / best)
    return float(np.median(pitches_of_frames))


def test_an_earlier_phrase_does_not_change_the_next_one(engine: Engine) -> None:
    first = sound(engine, phrase())
    sound(engine, phrase(voice=kokoro("zf_xiaobei"), speed=2.0, pitch=3.0))
    assert np.array_equal(sound(engine, phrase()), first)


def test_samples_are_in_range_and_have_24_kilohertz(engine: Engine) -> None:
    samples = sound(engine, phrase())
    assert samples.dtype == np.float32 and np.isfinite(samples).all() and 0.1 < np.abs(samples).max() < 1
    assert 1.5 < len(samples) / RATE < 4


def test_each_kokoro_voice_has_a_sound_of_its_own(engine: Engine) -> None:
    sounds = [sound(engine, phrase("one two", "", voice)).tobytes() for voice in VOICES]
    assert len(set(sounds)) == len(VOICES)


def test_voices_of_one_language_and_gender_sound_different() -> None:
    for one, other in combinations(VOICES, 2):
        if one.language == other.language and one.gender == other.gender:
            first, second = variant_for(one), variant_for(other)
            pitch = abs(12 * np.log2(first.pitch / second.pitch))
            formants = abs(first.formants / second.formants - 1)
            assert pitch > 0.7 or formants > 0.03


@pytest.mark.slow
def test_female_voices_speak_higher_than_male_voices(engine: Engine) -> None:
    pitches = {voice: fundamental(sound(engine, phrase(voice=voice))) for voice in VOICES if voice.language == "en-US"}
    women = [pitch for voice, pitch in pitches.items() if voice.gender == "female"]
    men = [pitch for voice, pitch in pitches.items() if voice.gender == "male"]
    assert min(women) > 1.2 * max(men)


def test_a_blend_lies_between_its_parts() -> None:
    blend = Voice("b", "en-US", "neutral", "", styles=(("af_heart", 0.25), ("am_adam", 0.75)))
    heart, adam, both = (variant_for(voice) for voice in (kokoro("af_heart"), kokoro("am_adam"), blend))
    assert both.pitch == pytest.approx(0.25 * heart.pitch + 0.75 * adam.pitch)
    assert adam.formants < both.formants < heart.formants


@pytest.mark.parametrize(("one", "other"), [("am_adam", "af_heart"), ("af_heart", "am_adam"), ("am_onyx", "af_sky")])
def test_a_blend_away_from_a_voice_still_speaks(engine: Engine, one: str, other: str) -> None:
    far = Voice("far", "en-US", "neutral", "", styles=((one, 1.9), (other, -0.9)))
    assert 50 <= variant_for(far).pitch <= 300
    assert np.abs(sound(engine, phrase(voice=far))).max() > 0.1


def test_voices_of_espeak_are_not_modified() -> None:
    assert variant_for(Voice("espeak_de", "de", "male", "German")) == variant_for(Voice("espeak_vi", "vi", "male", ""))


def test_a_range_is_around_the_same_middle(engine: Engine) -> None:
    usual = sound(engine, phrase())
    same, wide, flat = (sound(engine, phrase(range=factor)) for factor in (1.0, 2.0, 0.0))
    assert np.array_equal(usual, same)
    assert 12 * np.log2(fundamental(flat) / fundamental(usual)) == pytest.approx(0, abs=2)
    spreads = [_spread(samples) for samples in (flat, usual, wide)]
    assert spreads == sorted(spreads) and spreads[2] > 1.4 * spreads[1] and spreads[0] < 0.5 * spreads[1]


def _spread(samples: Samples) -> float:
    """Semitones between low and high tones."""
    track = pitch_track(samples)
    pitches = track.semitones[track.voiced]
    near = pitches[np.abs(pitches - np.median(pitches)) < 8]  # without those of another octave
    return float(np.subtract(*np.percentile(near, (85, 15))))


@pytest.mark.parametrize("pitch", [-5.0, 5.0])
def test_pitch_moves_the_fundamental_by_its_semitones(engine: Engine, pitch: float) -> None:
    usual, moved = (fundamental(sound(engine, phrase(pitch=by))) for by in (0.0, pitch))
    assert 12 * np.log2(moved / usual) == pytest.approx(pitch, abs=0.7)


@pytest.mark.parametrize("speed", [0.5, 1.5])
def test_speed_divides_the_length(engine: Engine, speed: float) -> None:
    usual, other = (len(sound(engine, phrase(speed=each))) for each in (1.0, speed))
    assert other * speed == pytest.approx(usual, rel=0.12)


def test_lengths_add_up_and_words_begin_where_they_are_audible(engine: Engine) -> None:
    (piece,) = engine.render(phrase())
    assert piece.lengths is not None and len(piece.lengths) == len(PHONEMES)
    assert sum(piece.lengths) == len(piece.samples) and min(piece.lengths) >= 0
    blanks = [place for place, phoneme in enumerate(PHONEMES) if phoneme == " "]
    assert all(piece.lengths[place] == 0 for place in blanks)


def test_the_pause_after_a_comma_belongs_to_the_comma(engine: Engine) -> None:
    (piece,) = engine.render(phrase("lamp, lamp", "lˈæmp, lˈæmp"))
    assert piece.lengths is not None
    comma = sum(piece.lengths[:5])
    pause = piece.samples[comma : comma + piece.lengths[5]]
    assert len(pause) > 0.1 * RATE and np.abs(pause).max() < 0.01


def test_words_that_are_spoken_together_share_their_duration(engine: Engine) -> None:
    (piece,) = engine.render(phrase("out of the house", "ˈWt ʌv ðə hˈWs"))
    assert piece.lengths is not None and sum(piece.lengths) == len(piece.samples)
    assert all(length > 0 for length, phoneme in zip(piece.lengths, "ˈWt ʌv ðə hˈWs", strict=True) if phoneme != " ")


@pytest.mark.parametrize("phonemes", ["lˈæmp", "lˈæmp  lˈæmp", "", "a b c"])
def test_lengths_are_unknown_where_words_and_phonemes_do_not_match(engine: Engine, phonemes: str) -> None:
    (piece,) = engine.render(phrase("lamp lamp", phonemes))
    assert piece.lengths is None


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.text("abe,.1é你", min_size=1, max_size=8), st.text("aˈb,.", min_size=1, max_size=8)), max_size=8
    )
)
def test_lengths_add_up_for_any_words(words: list[tuple[str, str]]) -> None:
    engine = EspeakEngine(EspeakNg.open(), resample)
    spoken = phrase(" ".join(word for word, _ in words), " ".join(phonemes for _, phonemes in words))
    for piece in engine.render(spoken):
        assert piece.lengths is None or (
            sum(piece.lengths) == len(piece.samples) and len(piece.lengths) == len(spoken.phonemes)
        )


def test_an_empty_phrase_gives_no_piece(engine: Engine) -> None:
    assert list(engine.render(phrase("", ""))) == []


def test_the_engine_has_a_name_an_identity_and_languages(engine: Engine) -> None:
    assert engine.name == "espeak" and "1." in engine.identity and engine.capabilities.pitch
    assert all(engine.capabilities.speaks(tag) for tag in ("de", "en-US")) and not engine.capabilities.speaks("xx")
    engine.close()
