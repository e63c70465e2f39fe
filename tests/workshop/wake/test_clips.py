"""Clips of wake words: cut where the words are, a natural beginning, no silence at the end, a floor of noise."""

from dataclasses import replace

import numpy as np
import pytest

from wyoming_kokoro.audio.formats.decoding import decode
from wyoming_kokoro.engines.tone import fundamental, note
from wyoming_kokoro.samples import Samples
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.workshop import jobs
from wyoming_kokoro.workshop.datasets import AlignedWord
from wyoming_kokoro.workshop.jobs import MadeSample, TextReader
from wyoming_kokoro.workshop.jobs.clip import FLOOR, LEAD_SECONDS, TAIL_SECONDS, cut_clip, with_floor

RATE = 16_000
PHONEMES = "hˈA kˈɑtjə"
SECONDS = 0.05 * len(PHONEMES)
"""The tone engine hums each symbol for so long."""
CLIP = jobs.PlanLine(
    "", "wake", "hey katya", "af_heart", "en-US", 1.0, 0.0, "tone", "", 0, RATE, PHONEMES, "train", clip=True
)


def test_silence_at_both_ends_becomes_short_and_the_rest_stays() -> None:
    tone = np.sin(np.arange(RATE) * 0.3).astype(np.float32)
    padded = np.concatenate((np.zeros(RATE, np.float32), tone, np.zeros(2 * RATE, np.float32)))
    leads = set()
    for seed in range(20):
        clip = cut_clip(padded, RATE, np.random.default_rng(seed)).samples
        loud = np.flatnonzero(np.abs(clip) > 0.1)
        assert LEAD_SECONDS[0] <= loud[0] / RATE <= LEAD_SECONDS[1] + 0.005
        assert (len(clip) - loud[-1]) / RATE <= TAIL_SECONDS + 0.005
        assert loud[-1] - loud[0] == pytest.approx(RATE, abs=0.01 * RATE)
        leads.add(int(loud[0]))
    assert len(leads) > 15, "each begins at another moment"


def test_words_are_cut_out_of_other_speech_with_as_much_of_it_as_asked_for() -> None:
    tone = np.sin(np.arange(3 * RATE) * 0.3).astype(np.float32)
    for kept in (0.0, 0.1, 0.2):
        clip = cut_clip(tone, RATE, np.random.default_rng(1), (RATE, 2 * RATE), kept).samples
        loud = np.flatnonzero(np.abs(clip) > 0.1)
        assert (loud[-1] - loud[0]) / RATE == pytest.approx(1 + 2 * kept, abs=0.01)


def test_a_floor_of_noise_is_as_loud_as_that_of_a_room() -> None:
    silence = np.zeros(RATE, np.float32)
    levels = []
    for seed in range(20):
        noise = with_floor(silence, np.random.default_rng(seed))
        assert np.count_nonzero(noise) > 0.99 * RATE
        levels.append(10 * np.log10(np.mean(noise**2)))
    assert min(levels) > FLOOR[0] - 1 and max(levels) < FLOOR[1] + 1 and np.ptp(levels) > 5


def test_processes_speak_exactly_the_phonemes_alone_and_between_other_words(loaded: LoadedSettings) -> None:
    lines = [
        jobs.plan_line(line)
        for line in (
            CLIP,
            replace(CLIP, text="hey katya?"),
            replace(CLIP, after="turn on the light", kept=0.1),
            replace(CLIP, before="excuse me", kept=0.15),
            replace(CLIP, role="near", text="/hˈA kˈɑdjə/", phonemes="hˈA kˈɑdjə"),
            replace(CLIP, role="noise", text="", voice="", phonemes="", noise="fan"),
            replace(CLIP, phonemes="not known: 7"),
        )
    ]
    with jobs.LineWorkers(loaded, 1) as workers:
        assert "tone" in workers.facts.identity
        made = {each.line.id: each for each in workers.make(iter(lines), lambda: False)}
    alone, asking, followed, after, near, noise, wrong = (made[line.id] for line in lines)
    slack = LEAD_SECONDS[1] + TAIL_SECONDS + 0.01
    for sample, least in ((alone, SECONDS), (asking, SECONDS), (followed, SECONDS + 0.1), (after, SECONDS + 0.15)):
        assert not sample.problem and least - 0.01 <= sample.seconds <= least + slack, sample.line
    assert alone.phonemes == PHONEMES and near.phonemes == "hˈA kˈɑdjə" and near.content != alone.content
    samples, rate = decode(alone.content)
    assert rate == RATE and np.count_nonzero(samples[: RATE // 50]) > 0.9 * RATE / 50, "no digital silence"
    assert noise.seconds >= 1 and not noise.problem and wrong.problem


SOFT_EDGE = 2e-3
"""Seconds at the beginning and at the end of a note that are too soft to be heard, and are cut off."""


def heard(samples: Samples, place: float, seconds: float) -> tuple[float, float]:
    """Return the strongest frequency around a second of a sound, and how loud it is."""
    window = samples[round((place - seconds / 2) * RATE) : round((place + seconds / 2) * RATE)]
    power = np.abs(np.fft.rfft(window * np.hanning(len(window)), 1 << 14))
    return float(power.argmax()) * RATE / (1 << 14), float(np.sqrt(np.mean(window**2)))


def check_phones(sample: MadeSample, semitones: float, lowest: float, exact: float) -> tuple[AlignedWord, ...]:
    """Check that each phoneme is heard where the sample says, and that notes begin and end where they do."""
    samples, rate = decode(sample.content)
    assert rate == RATE
    phones = [phone for word in sample.words for phone in word.phones()]
    length = 0.05 / sample.line.speed
    for place, (phoneme, start, end) in enumerate(phones):
        slack = exact if 0 < place < len(phones) - 1 else SOFT_EDGE
        assert end - start == pytest.approx(length, abs=slack), (phoneme, sample.line)
        expected = lowest * 2 ** ((note(phoneme) + semitones) / 12)
        frequency, loud = heard(samples, (start + end) / 2, 0.8 * length)
        assert frequency == pytest.approx(expected, rel=0.04), (phoneme, sample.line)
        if not sample.line.preset:
            assert heard(samples, start, 0.002)[1] < 0.35 * loud > heard(samples, end, 0.002)[1], (phoneme, sample.line)
    return sample.words


def test_a_clip_tells_when_its_words_and_phonemes_are_heard_wherever_it_was_cut(
    loaded: LoadedSettings, reader: TextReader
) -> None:
    lines = [
        jobs.plan_line(replace(CLIP, **about))
        for about in (
            {"text": "hey katya?"},
            {"after": "turn on the light", "kept": 0.1},
            {"text": "hey katya!", "before": "excuse me", "kept": 0.3, "speed": 0.8, "pitch": 3.0},
            {"speed": 1.25, "pitch": 2.0, "preset": "telephone"},
            {"text": "hey /kˈɑdjə/", "phonemes": "hˈA, kˈɑdjə"},
            {"phonemes": "hˈAkˈɑtjə"},
        )
    ]
    with jobs.LineWorkers(loaded, 1) as workers:
        made = {each.line.id: each for each in workers.make(iter(lines), lambda: False)}
    lowest = fundamental(reader.voices.find(CLIP.voice))
    found = [check_phones(made[line.id], line.pitch, lowest, 2e-4) for line in lines]
    asking, followed, after, noisy, near, linked = found
    assert [[(each.spoken, each.phonemes, each.mark) for each in words] for words in (asking, followed, after)] == [
        [("hey", "hˈA", ""), ("katya", "kˈɑtjə", mark)] for mark in ("?", "", "!")
    ]
    assert [word.spoken for word in noisy] == ["hey", "katya"]
    assert [(each.spoken, each.phonemes, each.mark) for each in near] == [("hey", "hˈA", ","), ("kˈɑdjə", "kˈɑdjə", "")]
    assert [(each.spoken, each.phonemes) for each in linked] == [("hey katya", "hˈAkˈɑtjə")]
    assert followed[0].start <= LEAD_SECONDS[1] and made[lines[1].id].seconds - followed[-1].end >= 0.1 - 1e-3
    assert after[0].start >= 0.3 - 1e-3
