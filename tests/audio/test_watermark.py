"""The watermark: its fixed format, laws of the effect, and what is found again after sound was changed."""

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.speech_like import SEED, speech_like
from wyoming_kokoro.audio import resample
from wyoming_kokoro.audio.watermark import PUBLIC_KEY, Kind, Payload, Watermark, detect
from wyoming_kokoro.audio.watermark.pattern import BITS, CELLS, EDGES, PAIRS, PERIOD, pattern
from wyoming_kokoro.audio.watermark.payload import ALL_DATA, codewords, most_likely
from wyoming_kokoro.speech import RATE, Samples


def marked(sound: Samples, kind: Kind = Kind.BLEND, block: int = 10**9, key: str = PUBLIC_KEY) -> Samples:
    """Return a marked sound, fed in blocks."""
    mark = Watermark(kind, key)
    parts = [mark.feed(sound[start : start + block]) for start in range(0, len(sound), block)]
    return np.concatenate((*parts, mark.finish()))


def test_the_format_is_as_it_is_published() -> None:
    """A change of any of these makes the marks of all sound that exists invisible: it needs a new version and key."""
    public = pattern(PUBLIC_KEY)
    assert (CELLS, PAIRS, PERIOD, len(EDGES), EDGES[0], EDGES[-1]) == (32, 24, 49_152, 49, 15, 179)
    assert "".join("+" if sign > 0 else "-" for sign in public.signs[:, 0]) == FIRST_PAIR
    assert "".join("+" if sign > 0 else "-" for sign in public.signs[0]) == FIRST_CELL
    assert [tuple(place) for place in np.argwhere(public.bits == 0)] == FIRST_BIT
    assert (public.signs.sum(axis=0) == 0).all()
    assert all((public.bits == bit).sum() == PAIRS // 4 for bit in range(BITS))


FIRST_PAIR = "-+--+++--+++++---+---+--++-+++--"
FIRST_CELL = "-+++-++--+++--++-+-+-+-+"
FIRST_BIT = [(2, 3), (2, 6), (6, 10), (6, 16), (15, 14), (24, 20)]


def test_the_bits_are_as_they_are_published() -> None:
    """Version, kind, four free bits and eight check bits."""
    assert "".join(map(str, Payload(Kind.STOCK).bits)) == "0100000000100111"
    assert "".join(map(str, Payload(Kind.RECORDING, free=5).bits)) == "0110010101110101"


def test_two_payloads_differ_in_five_bits() -> None:
    """So two wrong bits of sixteen do no harm."""
    words = codewords()
    distances = (BITS - words @ words.T) / 2
    assert distances[~np.eye(ALL_DATA, dtype=bool)].min() == 5


@pytest.mark.parametrize("kind", Kind)
def test_two_wrong_bits_do_no_harm(kind: Kind) -> None:
    """The payload that fits best is the one that was meant."""
    values = np.array(Payload(kind).bits, np.float64) * 2 - 1
    values[[3, 11]] *= -1
    assert most_likely(values)[0] == Payload(kind)


@pytest.mark.parametrize("block", [1, 160, 511, 512, 513, 5000])
def test_blocks_do_not_matter(block: int) -> None:
    """The same samples come out, to the last bit, however the sound arrives."""
    sound = speech_like()[: 2000 if block == 1 else 40_000]
    assert np.array_equal(marked(sound, block=block), marked(sound))


@pytest.mark.parametrize("length", [0, 1, 511, 512, 1024, 30_001])
def test_the_length_stays(length: int) -> None:
    """As many samples come out as went in."""
    assert len(marked(speech_like()[:length])) == length


def test_no_more_is_held_back_than_is_promised() -> None:
    """45 milliseconds at most, at any time."""
    mark, received, returned = Watermark(), 0, 0
    for start in range(0, 20_000, 77):
        block = speech_like()[start : start + 77]
        received, returned = received + len(block), returned + len(mark.feed(block))
        assert received - returned <= 0.045 * RATE


def test_silence_stays_silence() -> None:
    """Samples that are zero stay zero, beside speech too, and a long pause is not computed."""
    sound = speech_like()[:60_000].copy()
    sound[:5_000] = sound[20_000:40_000] = 0
    result = marked(sound)
    assert (result[sound == 0] == 0).all()
    assert not np.array_equal(result, sound)
    assert not marked(np.zeros(30 * RATE, np.float32)).any()


def test_the_pattern_goes_on_after_silence() -> None:
    """A pause of any length does not move the pattern, so that all of an answer is found as one."""
    pause = np.zeros(700 * 512, np.float32)
    sound = np.concatenate((speech_like()[:30_000], pause, speech_like()))
    assert np.array_equal(marked(sound, block=1000), marked(sound))
    assert detect(marked(sound), any_speed=False).is_marked


def test_it_is_weak() -> None:
    """The difference is at least 25 decibels below the sound."""
    sound = speech_like()
    difference = marked(sound) - sound
    assert 10 * np.log10((sound**2).sum() / (difference**2).sum()) > 25


def test_the_mark_and_its_bits_are_found() -> None:
    """With the parts in which it is."""
    found = detect(marked(speech_like(24.0), Kind.RECORDING))
    assert found.is_marked
    assert found.chance < 1e-5
    assert found.payload == Payload(Kind.RECORDING)
    assert found.spans[0][0] < 0.5
    assert found.spans[-1][1] > 23.5


def test_nothing_is_found_where_nothing_is() -> None:
    """Neither in a sound without a mark, nor by another key, nor in silence or no sound at all."""
    assert not detect(speech_like()[: 6 * RATE]).is_marked
    assert not detect(marked(speech_like(), key="another"), any_speed=False).is_marked
    assert not detect(np.zeros(5 * RATE, np.float32), any_speed=False).is_marked
    assert not detect(np.zeros(0, np.float32)).is_marked
    assert not detect(np.ones(RATE, np.float32), any_speed=False).is_marked


def test_parts_are_told() -> None:
    """Only what is marked of a sound is named."""
    other = np.roll(speech_like(), 4 * RATE)
    found = detect(np.concatenate((other, marked(speech_like()), other)), any_speed=False)
    assert len(found.spans) == 1
    start, end = found.spans[0]
    assert 9 < start < 14
    assert 22 < end < 27


def noisy(sound: Samples) -> Samples:
    """Return the sound with noise 20 decibels below it."""
    noise = np.random.default_rng(SEED).normal(0, float(np.sqrt((sound**2).mean())) / 10, len(sound))
    return (sound + noise).astype(np.float32)


def telephone(sound: Samples) -> Samples:
    """Return the sound as a telephone transmits it: 8 kHz, mu-law."""
    narrow = resample(sound, RATE, 8000)
    curve: NDArray[np.float64] = np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256)
    rounded = np.round(curve * 128) / 128
    return resample((np.sign(rounded) * (256 ** np.abs(rounded) - 1) / 255).astype(np.float32), 8000, RATE)


@pytest.mark.parametrize(
    "attack",
    [
        noisy,
        telephone,
        lambda sound: sound[10_007:-5_003],
        lambda sound: np.round(sound * 127).astype(np.float32) / 127,
        lambda sound: sound * np.float32(-0.1),
    ],
    ids=["noise", "telephone", "cropped", "eight bits", "soft and inverted"],
)
def test_it_survives(attack) -> None:  # type: ignore[no-untyped-def] # noqa: ANN001 -- any of those above
    """It is found in what is left."""
    assert detect(attack(marked(speech_like())), any_speed=False).is_marked


@pytest.mark.parametrize("rate", [22_000, 26_000])
def test_another_speed_is_found(rate: int) -> None:
    """Also where the sound is played faster or slower, and its pitch goes along."""
    found = detect(resample(marked(speech_like()), RATE, rate))
    assert found.is_marked
    assert found.speed == pytest.approx(RATE / rate, abs=0.003)


def test_other_keys_find_nothing() -> None:
    """The scores of wrong keys have the distribution that the threshold is computed from."""
    sound = marked(speech_like()[: 6 * RATE])
    scores = [detect(sound, key=f"wrong {number}", any_speed=False).score for number in range(30)]
    assert max(scores) < 5
