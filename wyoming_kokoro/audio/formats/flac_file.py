"""A whole sound as a FLAC file, which says how long it is."""

import io

import av
import numpy as np

from wyoming_kokoro.audio.pcm import pcm16
from wyoming_kokoro.samples import Samples


def flac_file(samples: Samples, rate: int) -> bytes:
    """Return a sound as a FLAC file of 16 bits."""
    content = io.BytesIO()
    with av.open(content, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=rate, layout="mono")
        values = np.frombuffer(pcm16(samples), np.int16)[np.newaxis]
        frame = av.AudioFrame.from_ndarray(values, "s16", "mono")
        frame.sample_rate = rate
        resampler = av.AudioResampler(stream.codec_context.format, "mono", rate, stream.codec_context.frame_size)
        for each in (*resampler.resample(frame), *resampler.resample(None)):
            container.mux(stream.encode(each))
        container.mux(stream.encode(None))
    return content.getvalue()
