"""Measures what the speaker encoder hears of each voice, and writes voices/directions.json.

    python -m training.voice_directions --data FOLDER

FOLDER is a data folder with a model, all voices, and `encoders/resemblyzer.pt`. The direction of a voice is the mean of
those of its recorded sample and, for voices that can be mixed, of the sentence that a search speaks: that sentence is
compared, and one sentence alone tells less about a voice than two.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from training.voice_similarity import VOICES, decoded
from wyoming_kokoro.downloads import Downloads
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import RATE
from wyoming_kokoro.workshop.matching.known_voices import DIRECTIONS_FILE, MIXED_LANGUAGES, SCALE
from wyoming_kokoro.workshop.matching.match_recording import ENCODER
from wyoming_kokoro.workshop.matching.resampling import to_rate
from wyoming_kokoro.workshop.matching.speaker import SEARCH_SENTENCE, open_speaker
from wyoming_kokoro.workshop.matching.speaker_encoder import SPEECH_RATE, SpeakerEncoder


def main() -> None:
    """Measure, and write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, required=True, help="the data folder")
    data = parser.parse_args().data
    loaded = load(Paths(data, data), {"engine.model": "auto", "downloads.enabled": False}, {})
    store = Downloads(data, loaded.settings.downloads)
    encoder = SpeakerEncoder(store.encoders.path(ENCODER))
    lines = []
    with open_speaker(loaded, store) as speaker:
        for file in sorted((VOICES / "samples").glob("??_*.opus")):
            direction = encoder.embed(decoded(file))
            if file.stem[0] in MIXED_LANGUAGES:
                sound = speaker.speak(store.style(file.stem), SEARCH_SENTENCE)
                direction = direction + encoder.embed(to_rate(sound, RATE, SPEECH_RATE))
            numbers = np.rint(SCALE * direction / np.linalg.norm(direction)).astype(int).tolist()
            lines.append(f'  "{file.stem}": {json.dumps(numbers)}')
            print(file.stem, flush=True)
    (VOICES / DIRECTIONS_FILE).write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
