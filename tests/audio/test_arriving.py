"""A sound is decoded while it arrives, by its bytes, in pieces of any size, and never ahead of what is asked for."""

from collections.abc import Iterator
from contextlib import suppress

import numpy as np
import pytest

from wyoming_kokoro.audio.formats import FORMATS
from wyoming_kokoro.audio.formats.arriving import UnknownSound, decoded_while_arriving, format_of
from wyoming_kokoro.audio.pcm import pcm16
from wyoming_kokoro.samples import RawSound
from wyoming_kokoro.speech import RATE, Samples

WAVE = np.asarray(0.3 * np.sin(2 * np.pi * 440 * np.arange(RATE) / RATE), np.float32)


class Arriving:
    """Bytes that arrive in pieces, and how many were read."""

    def __init__(self, content: bytes, size: int) -> None:
        self._pieces: Iterator[bytes] = (content[at : at + size] for at in range(0, len(content), size))
        self.count = 0

    def read(self) -> bytes:
        piece = next(self._pieces, b"")
        self.count += len(piece)
        return piece


def encoded(name: str, rate: int = RATE) -> bytes:
    encoder = FORMATS[name].open(rate)
    content = encoder.feed(WAVE) + encoder.finish()
    encoder.close()
    return content


def decoded(content: bytes, size: int = 1_000, raw: RawSound | None = None) -> Samples:
    parts = list(decoded_while_arriving(Arriving(content, size).read, lambda: raw))
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)


@pytest.mark.parametrize("name", ["wav", "mp3", "opus", "flac", "aac"])
@pytest.mark.parametrize("size", [37, 5_000, 1_000_000])
def test_a_format_is_found_and_decoded_in_pieces_of_any_size(name: str, size: int) -> None:
    samples = decoded(encoded(name), size)
    assert abs(len(samples) - RATE) < RATE // 10, "codecs add a frame"
    middle = samples[RATE // 4 : RATE // 2]
    assert 0.25 < np.abs(middle).max() < 0.35


def test_samples_without_a_header_are_resampled_and_mixed() -> None:
    stereo = np.repeat(np.frombuffer(pcm16(WAVE[::3]), "<i2"), 2).tobytes()
    samples = decoded(stereo + b"\x01", 333, RawSound(RATE // 3, 2, 2))
    assert abs(len(samples) - RATE) < 10 and abs(np.abs(samples).max() - 0.3) < 0.02


def test_a_wav_file_is_heard_as_it_arrives() -> None:
    arriving = Arriving(encoded("wav"), 500)
    first = next(decoded_while_arriving(arriving.read, lambda: None))
    assert len(first) and arriving.count <= 1_000


def test_a_long_sound_is_read_as_it_is_asked_for() -> None:
    arriving = Arriving(encoded("mp3") * 30, 4_096)
    parts = decoded_while_arriving(arriving.read, lambda: None)
    next(parts)
    assert arriving.count < 50_000, "of a third of a megabyte"


def test_a_wav_file_that_ends_before_its_header_says_is_cut_short() -> None:
    header = bytearray(encoded("wav")[:44])
    header[40:44] = (2 * RATE).to_bytes(4, "little")
    whole = bytes(header) + pcm16(WAVE)
    assert len(decoded(whole)) == RATE and len(decoded(whole + b"LIST" * 40)) == RATE
    with pytest.raises(UnknownSound, match="breaks off"):
        decoded(whole[:-10_000])


@pytest.mark.parametrize("content", [b'{"error": "no"}', b"<html></html>", b"  [1, 2]"])
def test_json_and_pages_are_no_sound(content: bytes) -> None:
    for raw in (None, RawSound(RATE)):
        with pytest.raises(UnknownSound, match="no sound"):
            decoded(content, raw=raw)


def test_bytes_without_a_header_are_no_sound_unless_they_may_be_samples() -> None:
    with pytest.raises(UnknownSound, match="no sound"):
        decoded(pcm16(WAVE))
    assert not len(decoded(b""))


@pytest.mark.parametrize("raw", [RawSound(1), RawSound(10**9), RawSound(RATE, 3), RawSound(RATE, 2, 0)])
def test_a_rate_or_width_that_speech_cannot_have_is_refused(raw: RawSound) -> None:
    with pytest.raises(UnknownSound, match="cannot have"):
        decoded(pcm16(WAVE), raw=raw)


@pytest.mark.parametrize("name", ["wav", "mp3", "opus", "flac"])
def test_damage_is_an_error_and_never_hangs(name: str, rng: np.random.Generator) -> None:
    content = bytearray(encoded(name))
    for at in rng.integers(12, len(content), 400):
        content[at] = int(rng.integers(256))
    samples: Samples | None = None
    with suppress(UnknownSound):
        samples = decoded(bytes(content))
    assert samples is None or len(samples) < 20 * RATE


def test_samples_that_begin_like_mp3_are_samples(rng: np.random.Generator) -> None:
    quiet = (rng.integers(-3, 3, 4_000)).astype("<i2").tobytes()
    loud = b"\xff\xfb\x90\x44" + pcm16(WAVE)
    assert format_of(quiet) is None and format_of(loud) is None
    assert format_of(encoded("mp3")) == "mp3" and format_of(encoded("aac")) == "aac"
