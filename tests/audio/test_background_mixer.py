"""Backgrounds under speech: as loud as asked, faded, turned down while words are spoken, however speech is cut."""

from collections.abc import Callable

import numpy as np
import pytest

from wyoming_kokoro.audio.loudness import loudness
from wyoming_kokoro.audio.sounds import SOUNDS, BackgroundMixer, SoundDefinition
from wyoming_kokoro.audio.sounds.mixer import LOUDEST, MAX_LAYERS
from wyoming_kokoro.speech import NOTHING, RATE, Background, Samples

SPEECH_LEVEL = -18.0
PINK = next(sound for sound in SOUNDS if sound.name == "pink-noise")
AT_ONCE = Background("pink-noise", fade_in=0.0, fade_out=0.0)


def _mixed(speech: Samples, size: int, *steps: tuple[int, Callable[[BackgroundMixer], object]]) -> Samples:
    """Feed speech in blocks, doing each step once its sample is reached."""
    mixer, blocks, at = BackgroundMixer(SPEECH_LEVEL), list[Samples](), 0
    stops = [*(place for place, _ in steps), len(speech)]
    for number, stop in enumerate(stops):
        while at < stop:
            block = speech[at : min(at + size, stop)]
            blocks.append(mixer.feed(block))
            at += len(block)
        if number < len(steps):
            steps[number][1](mixer)
    return np.concatenate([*blocks, mixer.finish()])


def _words(seconds: float = 4.0) -> Samples:
    """Make words of 0.6 seconds with pauses of 0.9 between them."""
    places = np.arange(round(seconds * RATE)) / RATE
    on = places % 1.5 < 0.6
    words: Samples = (0.3 * on * np.sin(2 * np.pi * 220 * places)).astype(np.float32)
    return words


def _start(background: Background, sound: SoundDefinition = PINK) -> Callable[[BackgroundMixer], object]:
    return lambda mixer: mixer.start(background, sound)


def test_speech_without_a_background_passes_unchanged() -> None:
    speech, mixer = _words(), BackgroundMixer(SPEECH_LEVEL)
    assert mixer.feed(speech) is speech
    assert len(mixer.finish()) == 0


@pytest.mark.parametrize("size", [1, 7, 240, 999, 5000])
@pytest.mark.parametrize("duck", [0.0, 8.0])
def test_block_size_does_not_matter(size: int, duck: float) -> None:
    speech = _words(0.4 if size == 1 else 3.0)
    third = len(speech) // 3
    steps = (
        (third // 2, _start(Background("pink-noise", seed=1))),
        (third, _start(Background("fire", duck=duck, fade_in=0.05, fade_out=0.1), SOUNDS.get("fire") or PINK)),
        (2 * third, lambda mixer: mixer.end_last()),
    )
    assert np.allclose(_mixed(speech, len(speech), *steps), _mixed(speech, size, *steps), atol=1e-6)


@pytest.mark.parametrize("level", [-40.0, -20.0, -12.0, -6.0])
@pytest.mark.parametrize("name", ["rain", "pink-noise", "train", "fan", "stream"])
def test_a_background_is_as_much_softer_than_speech_as_asked(name: str, level: float) -> None:
    sound = SOUNDS.get(name) or PINK
    silence = np.zeros(20 * RATE, np.float32)
    mixed = _mixed(silence, RATE, (0, _start(Background(name, level, fade_in=0), sound)))
    assert (loudness(mixed) or 0) - SPEECH_LEVEL == pytest.approx(level, abs=1.0)


def test_no_background_is_louder_than_the_loudest() -> None:
    silence = np.zeros(5 * RATE, np.float32)
    loud, loudest = (_mixed(silence, RATE, (0, _start(Background("pink-noise", level)))) for level in (20.0, LOUDEST))
    assert np.array_equal(loud, loudest)


def test_a_background_fades_in_and_out() -> None:
    silence = np.zeros(6 * RATE, np.float32)
    background = Background("pink-noise", fade_in=1.0, fade_out=2.0)
    mixed = _mixed(silence, 500, (RATE, _start(background)), (3 * RATE, lambda mixer: mixer.end_last()))
    levels = [float(np.std(mixed[at : at + RATE // 4])) for at in range(0, 6 * RATE, RATE // 4)]
    assert levels[:4] == [0, 0, 0, 0]
    assert levels[4] < levels[6] < levels[9]
    assert levels[12] > levels[15] > levels[18]
    assert not mixed[5 * RATE :].any()


def test_a_background_is_turned_down_while_words_are_spoken() -> None:
    speech = _words(9.0)
    plain, ducked = (
        _mixed(speech, RATE, (0, _start(Background("pink-noise", duck=duck, fade_in=0)))) - speech
        for duck in (0.0, 12.0)
    )
    ratios = np.abs(ducked) / np.maximum(np.abs(plain), 1e-9)
    during = [ratios[round((1.5 * word + 0.2) * RATE) : round((1.5 * word + 0.5) * RATE)] for word in range(1, 5)]
    between = [ratios[round((1.5 * word + 1.2) * RATE) : round((1.5 * word + 1.4) * RATE)] for word in range(1, 5)]
    before = [ratios[round(1.5 * word * RATE) - 60] for word in range(1, 5)]
    assert 20 * np.log10(np.median(during)) == pytest.approx(-12, abs=0.5)
    assert 20 * np.log10(np.median(between)) > -1.0
    assert max(before) < 0.75  # it is already being turned down when the word begins


def test_only_so_many_backgrounds_sound_at_once() -> None:
    silence = np.zeros(RATE, np.float32)
    few, many = (
        _mixed(silence, RATE, *[(0, _start(Background("pink-noise", seed=seed))) for seed in range(count)])
        for count in (MAX_LAYERS, MAX_LAYERS + 3)
    )
    assert np.array_equal(few, many)


def test_at_the_end_all_backgrounds_fade_out_together() -> None:
    mixer = BackgroundMixer(SPEECH_LEVEL)
    mixer.start(Background("pink-noise", fade_out=0.5, tail=1.0), PINK)
    assert mixer.tail == 1.0
    blocks = [mixer.feed(np.zeros(RATE, np.float32))]
    mixer.end_all(RATE)
    blocks += [mixer.feed(np.zeros(RATE, np.float32)), mixer.feed(NOTHING), mixer.finish()]
    mixed = np.concatenate(blocks)
    assert np.std(mixed[RATE : RATE + RATE // 2]) == pytest.approx(np.std(mixed[RATE // 2 : RATE]), rel=0.2)
    assert abs(mixed[-1]) < 1e-4
    assert not mixer.heard
