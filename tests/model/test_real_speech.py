"""Real speech through the studio: voices, words and their times, level, short texts, text that is still arriving."""

import itertools
from collections.abc import AsyncIterator

import numpy as np
import pytest

from tests.model.conftest import Speak, Spoken
from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.audio.loudness import loudness
from wyoming_kokoro.samples import QUIET
from wyoming_kokoro.settings import Settings
from wyoming_kokoro.speech import RATE, Samples
from wyoming_kokoro.voices import Catalogue

pytestmark = pytest.mark.model

VOICES = [voice for voice in Catalogue.load(voices_folder()).listed() if voice.kind == "kokoro" and voice.name != "af"]
"""Every published voice; af, a mixture of two, is in no package."""

SENTENCES = {
    "en": "The kitchen light is on.",
    "es": "La luz de la cocina está encendida.",
    "fr": "La lumière de la cuisine est allumée.",
    "hi": "रसोई की बत्ती जल रही है।",
    "it": "La luce della cucina è accesa.",
    "ja": "台所の電気がついています。",
    "pt": "A luz da cozinha está acesa.",
    "zh": "厨房的灯开着。",
}
COMMON_LEVEL = Settings().speech.loudness
"""In LUFS. Voices are brought to it over several sentences, so one sentence may be a little louder or softer."""

SENTENCE = "The train to the coast leaves at seven, and the next one goes an hour later."


def level(samples: Samples) -> float:
    measured = loudness(samples)
    assert measured is not None, "no speech"
    return measured


def assert_speech(samples: Samples, shortest: float, longest: float) -> None:
    """Check length, range, that there is neither silence nor noise, and that nothing is cut off at the ends."""
    assert shortest <= len(samples) / RATE <= longest
    assert np.isfinite(samples).all() and np.abs(samples).max() <= 1.0
    frames = samples[: len(samples) // 240 * 240].reshape(-1, 240)
    power = np.sqrt(np.square(frames).mean(axis=1))
    assert power.max() > 0.03
    assert power.max() > 8 * np.median(power[:3]), "no quiet beginning"
    assert np.percentile(power, 95) > 5 * np.percentile(power, 5), "as even as noise"


@pytest.mark.parametrize("language", SENTENCES)
async def test_every_voice_speaks_its_language_at_a_common_level(language: str, speak: Speak) -> None:
    differences = {}
    for voice in [each for each in VOICES if each.language.startswith(language)]:
        spoken = await speak(SENTENCES[language], voice.name)
        assert_speech(spoken.samples, 0.9, 4.5)
        differences[voice.name] = level(spoken.samples) - COMMON_LEVEL
    assert len(differences) == {"en": 28, "es": 3, "fr": 1, "hi": 4, "it": 2, "ja": 5, "pt": 3, "zh": 8}[language]
    assert max(map(abs, differences.values())) <= 2.0, differences


@pytest.mark.parametrize("voice", ["af_heart", "am_michael", "bf_emma"])
async def test_words_begin_and_end_where_there_is_sound(voice: str, speak: Speak) -> None:
    spoken = await speak(SENTENCE, voice)
    assert [SENTENCE[word.start : word.end].strip(",.") for word in spoken.words if word.spoken.isalpha()] == (
        SENTENCE.replace(",", "").replace(".", "").split()
    )
    for word, following in itertools.pairwise(spoken.words):
        assert 0 <= word.start_sample < word.end_sample <= following.start_sample + 1
    assert spoken.words[-1].end_sample <= len(spoken.samples)
    assert_every_word_is_heard(spoken)
    assert_sound_begins_with_the_first_word(spoken)


def assert_every_word_is_heard(spoken: Spoken) -> None:
    whole = np.sqrt(np.square(spoken.samples).mean())
    for word in spoken.words:
        sound = spoken.samples[word.start_sample : word.end_sample]
        assert 0.02 <= len(sound) / RATE <= 1.2, word
        assert np.sqrt(np.square(sound).mean()) > whole / 20, word


def assert_sound_begins_with_the_first_word(spoken: Spoken) -> None:
    loud = np.flatnonzero(np.abs(spoken.samples) > np.abs(spoken.samples).max() / 20)
    assert abs(loud[0] - spoken.words[0].start_sample) / RATE <= 0.12
    assert abs(loud[-1] - spoken.words[-1].end_sample) / RATE <= 0.2


@pytest.mark.parametrize("text", ["Hi.", "No.", "Yes.", "Off.", "OK.", "A", "5", "Wait!", "Why?", "21 °C"])
async def test_a_short_text_is_one_short_utterance(text: str, speak: Speak) -> None:
    assert_speech((await speak(text)).samples, 0.15, 2.2)


async def test_a_text_that_arrives_word_by_word_is_spoken_like_one_that_is_there(speak: Speak) -> None:
    async def word_by_word() -> AsyncIterator[str]:
        for word in SENTENCE.split(" ")[1:]:
            yield f" {word}"

    whole = await speak(SENTENCE)
    arrived = await speak(SENTENCE.split(" ", maxsplit=1)[0], arriving=word_by_word())
    assert [word.spoken for word in arrived.words] == [word.spoken for word in whole.words]
    assert_speech(arrived.samples, 0.85 * len(whole.samples) / RATE, 1.15 * len(whole.samples) / RATE)
    assert abs(level(arrived.samples) - level(whole.samples)) <= 1.5


async def test_a_long_text_leaves_nothing_out(speak: Speak) -> None:
    text = "The first lamp is in the hall. Is the second one in the garden? " * 3
    spoken = await speak(text.strip())
    assert [word.spoken.lower() for word in spoken.words if word.spoken.isalpha()] == (
        text.lower().replace(".", "").replace("?", "").split()
    )
    assert_every_word_is_heard(spoken)


PAUSES_TEXT = (
    "The first lamp is in the hall. Is the second one in the garden? Nobody knows! It was moved on Monday.\n\n"
    "The heating is off. Twenty minutes ago it was on. Who has changed it? We can ask the others."
)
"""Two paragraphs of four sentences."""


async def test_pauses_between_sentences_are_as_long_as_the_settings_say(speak: Speak) -> None:
    speech = Settings().speech
    spoken = await speak(PAUSES_TEXT)
    pauses = []
    for word, following in itertools.pairwise(spoken.words):
        if any(mark in PAUSES_TEXT[word.end : following.start] for mark in ".?!"):
            middle = (word.end_sample + following.start_sample) // 2
            pauses.append(_silence_around(spoken.samples, middle) / RATE)
    expected = [speech.sentence_pause] * 3 + [speech.paragraph_pause] + [speech.sentence_pause] * 3
    assert pauses == pytest.approx(expected, abs=0.02)


def _silence_around(samples: Samples, middle: int) -> int:
    """The length of the silence in which a sample lies."""
    loud = np.flatnonzero(np.abs(samples) > QUIET * 2)  # silence is trimmed before the voice is made louder
    after = int(np.searchsorted(loud, middle))
    return int(loud[after] - loud[after - 1] - 1)
