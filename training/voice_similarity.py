"""Measures how alike Kokoro's voices sound, from their recorded samples, and writes voices/similarity.json.

    python -m training.voice_similarity pretrained.pt

`pretrained.pt` is in the package resemblyzer 0.1.4. Casting takes no two voices for one conversation that the table has
as alike.
"""

import argparse
import json
from pathlib import Path

import av
import numpy as np

from wyoming_kokoro.workshop.matching.speaker_encoder import SPEECH_RATE, Floats, SpeakerEncoder

VOICES = Path(__file__).parent.parent / "voices"


def main() -> None:
    """Measure, and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("weights", type=Path, help="pretrained.pt")
    encoder = SpeakerEncoder(parser.parse_args().weights)
    files = sorted((VOICES / "samples").glob("??_*.opus"))
    directions = np.stack([encoder.embed(decoded(file)) for file in files])
    table = np.rint(100 * directions @ directions.T).astype(int)
    names = [file.stem for file in files]
    rows = ",\n".join(f'    "{name}": {json.dumps(row.tolist())}' for name, row in zip(names, table, strict=True))
    text = f'{{\n  "voices": {json.dumps(names)},\n  "percent": {{\n{rows}\n  }}\n}}\n'
    (VOICES / "similarity.json").write_text(text, encoding="utf-8")


def decoded(file: Path) -> Floats:
    """Return the sound of a file, as the encoder listens to it."""
    with av.open(str(file)) as container:
        resampler = av.AudioResampler("flt", "mono", SPEECH_RATE)
        frames = [*container.decode(audio=0), None]
        parts = [part.to_ndarray()[0] for frame in frames for part in resampler.resample(frame)]
    samples: Floats = np.concatenate(parts).astype(np.float32)
    return samples


if __name__ == "__main__":
    main()
