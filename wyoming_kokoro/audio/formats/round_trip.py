"""Codecs there and back in memory: what remains of a sound after a call or a headset."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np

from wyoming_kokoro.audio.resample import resample
from wyoming_kokoro.speech import Samples

FRAME_SECONDS = 0.02
"""Of a packet of a codec that leaves its size open, as calls have it."""
_DELAY_SECONDS = 0.08
"""The longest delay that is looked for; MP3, the slowest here, has 50 ms at 24 kHz."""
_CONCEALED = np.float32(0.5)
"""In place of a packet that is lost, the one before is repeated at half its level."""

IsLost = Callable[[], bool]
"""Tells for each packet whether it is lost."""


@dataclass(frozen=True, slots=True)
class TripCodec:
    """A codec: its names in FFmpeg, its rate, and how it is opened."""

    encoder: str
    decoder: str
    rate: int
    form: str = "s16"
    """How FFmpeg's encoder takes samples."""
    bit_rate: int | None = None
    options: dict[str, str] = field(default_factory=dict)


TRIP_CODECS: dict[str, TripCodec] = {
    "mulaw": TripCodec("pcm_mulaw", "pcm_mulaw", 8_000),
    "alaw": TripCodec("pcm_alaw", "pcm_alaw", 8_000),
    "g722": TripCodec("g722", "g722", 16_000),
    "opus": TripCodec("libopus", "opus", 16_000, "s16", 16_000, {"application": "voip", "frame_duration": "20"}),
    "amr": TripCodec("libopencore_amrnb", "amrnb", 8_000, "s16", 12_200),
    "sbc": TripCodec("sbc", "sbc", 16_000, "s16p", None, {"msbc": "1"}),
    "mp3": TripCodec("libmp3lame", "mp3float", 24_000, "fltp", 32_000),
}
"""Every codec by name: G.711 in its two forms, G.722, Opus, AMR, the headsets' mSBC, MP3."""


def round_trip(
    samples: Samples, rate: int, codec: str, bit_rate: int | None = None, is_lost: IsLost | None = None
) -> Samples:
    """Return a sound after a codec, as long as it was and without the codec's delay. Computes."""
    chosen = TRIP_CODECS[codec]
    sent = resample(samples, rate, chosen.rate)
    delay = _delay(codec)
    received = _through(np.pad(sent, (0, delay)), chosen, bit_rate, is_lost)[delay:]
    received = np.pad(received[: len(sent)], (0, max(len(sent) - len(received), 0)))
    heard = resample(received, chosen.rate, rate)
    return np.pad(heard[: len(samples)], (0, max(len(samples) - len(heard), 0)))


@lru_cache(maxsize=16)
def _delay(codec: str) -> int:
    """Return by how many samples a codec delays, found with a noise."""
    chosen = TRIP_CODECS[codec]
    count = chosen.rate // 2
    longest = round(_DELAY_SECONDS * chosen.rate)
    noise = np.random.default_rng(1).standard_normal(count).astype(np.float32)
    noise = np.convolve(noise, np.hanning(9).astype(np.float32) / 4, "same").astype(np.float32) * np.float32(0.2)
    heard = _through(np.pad(noise, (0, longest)), chosen, None, None)
    size = 1 << (count + len(heard)).bit_length()
    matches = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(noise, size)), size)
    return int(np.argmax(matches[: longest + 1]))


def _through(samples: Samples, codec: TripCodec, bit_rate: int | None, is_lost: IsLost | None) -> Samples:
    """Return what is decoded of what is encoded, frame by frame."""
    import av  # noqa: PLC0415 -- a tenth of a second and 20 MB that other sounds do without

    encoder: Any = av.CodecContext.create(codec.encoder, "w")
    encoder.sample_rate, encoder.format, encoder.layout = codec.rate, codec.form, "mono"
    encoder.thread_count = 1
    encoder.options = dict(codec.options)
    if codec.bit_rate is not None:
        encoder.bit_rate = bit_rate or codec.bit_rate
    encoder.open()
    decoder: Any = av.CodecContext.create(codec.decoder, "r")
    decoder.sample_rate, decoder.layout, decoder.thread_count = codec.rate, "mono", 1
    if encoder.extradata:
        decoder.extradata = encoder.extradata
    size = encoder.frame_size or round(FRAME_SECONDS * codec.rate)
    parts: list[Samples] = []
    for packet in _packets(encoder, samples, size, codec):
        if is_lost is not None and parts and is_lost():
            parts.append(parts[-1] * _CONCEALED)
            continue
        parts += [_floats(frame) for frame in decoder.decode(packet)]
    parts += [_floats(frame) for frame in decoder.decode(None)]
    decoded = np.concatenate([np.zeros(0, np.float32), *parts])
    decoded_rate = int(decoder.sample_rate or codec.rate)
    return resample(decoded, decoded_rate, codec.rate)


def _packets(encoder: Any, samples: Samples, size: int, codec: TripCodec) -> Iterator[Any]:  # noqa: ANN401 -- PyAV's own
    import av  # noqa: PLC0415 -- as above

    padded = np.pad(samples, (0, -len(samples) % size))
    if codec.form.startswith("s16"):
        padded = np.rint(padded * 32_767).astype(np.int16)
    for start in range(0, len(padded), size):
        frame = av.AudioFrame.from_ndarray(padded[np.newaxis, start : start + size], codec.form, "mono")
        frame.sample_rate, frame.pts = codec.rate, start
        yield from encoder.encode(frame)
    yield from encoder.encode(None)


def _floats(frame: Any) -> Samples:  # noqa: ANN401 -- PyAV's own
    values = frame.to_ndarray()
    mono = values.reshape(-1) if values.ndim == 1 or values.shape[0] == 1 else values.mean(axis=0)
    if np.issubdtype(mono.dtype, np.integer):
        return np.asarray(mono / 32_768, np.float32)
    return np.asarray(mono, np.float32)
