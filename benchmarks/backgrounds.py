"""Counts the words that a recogniser gets wrong with sounds under the speech, and without them.

    script/bench backgrounds SOUNDS --judges JUDGES/bin/python [--whisper MODEL] [--names rain cafe] [--level -20]

The speech is that of the recorded samples of all English voices, which Kokoro speaks. The sounds, mixed by the same
program as in a request, go to the folder SOUNDS.
"""

import argparse
import json
import subprocess
from pathlib import Path

import numpy as np

from benchmarks.delivery import keep
from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.audio.formats.decoding import decode
from wyoming_kokoro.audio.loudness import loudness
from wyoming_kokoro.audio.resample import resample
from wyoming_kokoro.audio.sounds import SOUNDS, BackgroundMixer
from wyoming_kokoro.speech import RATE, Background, Samples
from wyoming_kokoro.voices.samples import SampleTexts, sample_file
from wyoming_kokoro.workshop.judging.spoken_form import compare

TOP = Path(__file__).resolve().parents[1]
LANGUAGES = {"a": "en-US", "b": "en-GB"}
"""By the first letter of a voice."""
SPEECH_LOUDNESS = -18.0
"""Of the samples, where one is too short to be measured."""


def main() -> int:
    """Mix, let the recogniser listen, and print what it got wrong."""
    options = _parser().parse_args()
    texts = SampleTexts.load().by_language
    voices = sorted(file.stem for file in (voices_folder() / "samples").glob("[ab]?_*.opus"))
    for number, voice in enumerate(voices):
        language = LANGUAGES[voice[0]]
        samples, rate = decode(sample_file(voice).read_bytes())
        speech = resample(samples, rate, RATE)
        keep(options.sounds, "alone", number, texts[language], speech, language)
        for name in options.names:
            mixed = _with_background(speech, Background(name, options.level, fade_in=0.05, seed=number))
            keep(options.sounds, name, number, texts[language], mixed, language)
    command = [options.judges, str(TOP / "benchmarks/hearing/judges.py"), str(options.sounds), "--words"]
    subprocess.run(command + (["--whisper", str(options.whisper)] if options.whisper else []), check=True)
    for name in ("alone", *options.names):
        wrong, words = _errors(options.sounds / name)
        print(f"{name}: {wrong} of {words} words wrong, {100 * wrong / words:.1f} %")
    return 0


def _with_background(speech: Samples, background: Background) -> Samples:
    sound = SOUNDS.get(background.sound)
    if sound is None:
        raise SystemExit(f"There is no sound {background.sound}; there are {', '.join(SOUNDS.names)}.")
    mixer = BackgroundMixer(loudness(speech) or SPEECH_LOUDNESS)
    mixer.start(background, sound)
    return np.concatenate((mixer.feed(speech), mixer.finish()))


def _errors(folder: Path) -> tuple[int, int]:
    """Return how many words were misheard in all sounds of a folder, and how many there are."""
    wrong = words = 0
    for path in sorted(folder.glob("*.wav")):
        about = json.loads(path.with_suffix(".json").read_text("utf-8"))
        heard = json.loads(path.with_suffix(".judged.json").read_text("utf-8"))["heard"]
        errors = compare(about["text"], heard, about["language"])
        wrong += len(errors.wrong)
        words += errors.words
    return wrong, words


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="script/bench backgrounds", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sounds", type=Path, help="where the sounds are kept")
    parser.add_argument("--judges", required=True, help="the Python of the judges' environment")
    parser.add_argument("--whisper", type=Path, help="a folder with another Whisper model than the packages bring")
    parser.add_argument("--names", nargs="+", default=["rain", "cafe"], help="sounds that are mixed in")
    parser.add_argument("--level", type=float, default=-20.0, help="decibels relative to the speech")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
