"""What was encoded is decoded and compared."""

import gc
import io
import threading
import weakref
from itertools import pairwise

import av
import numpy as np
import pytest

from wyoming_kokoro.audio import pcm16
from wyoming_kokoro.audio.formats import FORMATS, MAX_RATE, MIN_RATE, Format
from wyoming_kokoro.audio.formats.encoded import AvEncoder
from wyoming_kokoro.speech import NOTHING, RATE, Samples

SECONDS = 2.0
PITCH = 440.0
EXACT = ("wav", "pcm", "flac")
RAW = {"pcm": "s16le", "mulaw": "mulaw", "alaw": "alaw"}
every_format = pytest.mark.parametrize("format_", FORMATS.values(), ids=FORMATS)


def _tone(seconds: float = SECONDS) -> Samples:
    at = np.arange(round(seconds * RATE)) / RATE
    return (0.4 * np.sin(2 * np.pi * PITCH * at)).astype(np.float32)


def _encoded(format_: Format, samples: Samples, rate: int = RATE, size: int = 2400) -> bytes:
    encoder = format_.open(rate)
    blocks = [encoder.feed(samples[at : at + size]) for at in range(0, len(samples), size)]
    return b"".join([*blocks, encoder.finish()])


def _decoded(format_: Format, data: bytes, rate: int) -> tuple[np.ndarray, int]:
    raw = RAW.get(format_.name)
    options = {"ar": str(rate), "sample_rate": str(rate)} if raw else {}
    with av.open(io.BytesIO(data), "r", format=raw, options=options) as container:
        to_float = av.AudioResampler("flt", "mono")
        frames = [out.to_ndarray()[0] for frame in container.decode(audio=0) for out in to_float.resample(frame)]
        return np.concatenate(frames), container.streams.audio[0].rate


def _pitch(samples: np.ndarray, rate: int) -> float:
    return float(np.argmax(np.abs(np.fft.rfft(samples))) * rate / len(samples))


@pytest.mark.parametrize("name", ["opus", "flac"])
def test_files_say_that_a_machine_has_spoken(name: str) -> None:
    """In their comments, once."""
    content = _encoded(FORMATS[name], _tone())
    assert content.count(b"AI_GENERATED=true") == content.count(b"trainedAlgorithmicMedia") == 1


@every_format
@pytest.mark.parametrize("asked", [MIN_RATE, 16_000, 22_050, RATE, MAX_RATE])
def test_encoded_audio_decodes_to_the_same_length_level_and_pitch(format_: Format, asked: int) -> None:
    rate = format_.nearest_rate(asked)
    decoded, found = _decoded(format_, _encoded(format_, _tone(), rate), rate)
    if format_.name != "opus":  # always decodes at 48,000
        assert found == rate
    assert len(decoded) / found == pytest.approx(SECONDS, abs=0.2)
    middle = decoded[len(decoded) // 4 : -len(decoded) // 4]
    assert np.sqrt(np.mean(middle**2)) == pytest.approx(0.4 / np.sqrt(2), rel=0.12)
    assert _pitch(middle, found) == pytest.approx(PITCH, rel=0.01)


@every_format
def test_block_size_does_not_matter(format_: Format) -> None:
    answers = {_encoded(format_, _tone(0.5), size=size) for size in (1000, 2400, 12_000)}
    if format_.name == "opus":  # every Ogg stream has a number of its own
        answers = {_decoded(format_, answer, RATE)[0].tobytes() for answer in answers}
    assert len(answers) == 1


@pytest.mark.parametrize("name", EXACT)
def test_lossless_formats_keep_every_sample_that_home_assistant_gets(name: str) -> None:
    tone = _tone()
    decoded, _ = _decoded(FORMATS[name], _encoded(FORMATS[name], tone), RATE)
    expected = np.frombuffer(pcm16(tone), "<i2") / 32768
    assert np.abs(decoded - expected).max() <= 1 / 32768


@every_format
def test_the_first_bytes_are_encoded_early(format_: Format) -> None:
    encoder = format_.open(RATE)
    left = 0
    for block in np.split(_tone(0.4), 8):
        left += len(encoder.feed(block))
    assert left > 600


@every_format
def test_encoding_no_samples_is_not_an_error(format_: Format) -> None:
    encoder = format_.open(RATE)
    assert isinstance(encoder.feed(NOTHING) + encoder.finish(), bytes)


def _ffmpeg_encoder(format_: Format) -> AvEncoder:
    """Return an encoder at a rate at which every format needs FFmpeg."""
    encoder = format_.open(16_000)
    coded = getattr(encoder, "_samples", encoder)
    assert isinstance(coded, AvEncoder)
    return coded


@every_format
@pytest.mark.parametrize("way", ["finished", "broken off"])
def test_a_closed_encoder_is_freed_without_garbage_collection(format_: Format, way: str) -> None:
    gc.disable()
    try:
        encoder = _ffmpeg_encoder(format_)
        held = weakref.ref(encoder._output)
        encoder.feed(_tone(0.5))
        if way == "finished":
            encoder.finish()
        encoder.close()
        del encoder
        assert held() is None
    finally:
        gc.enable()


@every_format
def test_a_closed_encoder_ignores_samples_and_returns_no_bytes(format_: Format) -> None:
    encoder = _ffmpeg_encoder(format_)
    encoder.feed(_tone(0.5))
    encoder.close()
    encoder.close()
    encoder.feed(_tone(0.5))  # what was left of the end
    assert encoder.feed(_tone(0.5)) + encoder.finish() == b""


def test_closing_waits_until_another_thread_has_encoded(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder = _ffmpeg_encoder(FORMATS["flac"])
    encodes, inside, go_on = encoder._encode, threading.Event(), threading.Event()

    def slowly(frame: av.AudioFrame | None) -> None:
        inside.set()
        assert go_on.wait(20)
        encodes(frame)

    monkeypatch.setattr(encoder, "_encode", slowly)
    feeding = threading.Thread(target=encoder.feed, args=(_tone(0.5),))
    feeding.start()
    assert inside.wait(20)
    closing = threading.Thread(target=encoder.close)
    closing.start()
    closing.join(0.1)
    assert closing.is_alive() and not encoder._closed
    go_on.set()
    feeding.join(20)
    closing.join(20)
    assert encoder._closed


def test_mp3_answers_can_be_put_end_to_end() -> None:
    mp3 = FORMATS["mp3"]
    answers = [_encoded(mp3, _tone(length)) for length in (1.0, 0.5, 0.7)]
    for answer in answers:
        assert answer[0] == 0xFF and answer[1] & 0xE0 == 0xE0
        assert b"Xing" not in answer[:2000] and b"Info" not in answer[:2000] and not answer.startswith(b"ID3")
    decoded, _ = _decoded(mp3, b"".join(answers), RATE)
    assert len(decoded) / RATE == pytest.approx(2.2, abs=0.3)


def test_opus_pages_are_short() -> None:
    data = _encoded(FORMATS["opus"], _tone(3))
    starts = [at for at in range(len(data)) if data.startswith(b"OggS", at)]
    granules = [int.from_bytes(data[at + 6 : at + 14], "little") for at in starts]
    assert max(later - earlier for earlier, later in pairwise(granules)) <= 0.3 * 48_000


def test_a_wav_header_comes_with_the_first_samples_and_says_that_its_length_is_unknown() -> None:
    encoder = FORMATS["wav"].open(RATE)
    assert encoder.feed(NOTHING) == b""
    first = encoder.feed(_tone(0.1))
    assert first[:4] == b"RIFF" and len(first) == 44 + 4800
    assert first[4:8] == first[40:44] == b"\xff\xff\xff\xff"
    assert FORMATS["wav"].open(RATE).finish()[:4] == b"RIFF"
