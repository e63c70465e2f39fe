"""Plans for wake words that tests share, and a program that makes one with tones, to be killed."""

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.workshop.jobs.simple_maker import SimpleMaker
from wyoming_kokoro.workshop import datasets, jobs
from wyoming_kokoro.workshop.wake.near_phrases import NEAR, PART, NearPhrase, PhraseWords
from wyoming_kokoro.workshop.wake.phrase import Accent, WakePhrase
from wyoming_kokoro.workshop.wake.speakers import WakeSpeaker
from wyoming_kokoro.workshop.wake.wake_lines import Spoken, WakeLevers, WakeLines

WORDS = PhraseWords(("hey", "katya"), ("hˈA", "kˈɑtjə"))
PHRASE = WakePhrase("hey katya", "en-US", (Accent("en-US", WORDS, (WORDS.phonemes, "hˌA kˈɑtjə")),))
NEARLY = (
    NearPhrase("/hˈA kˈɑdjə/", "hˈA kˈɑdjə", NEAR, "replaced"),
    NearPhrase("hey carter", "hˈA kˈɑɹTəɹ", NEAR, "dictionary"),
    NearPhrase("katya", "kˈɑtjə", PART, "word"),
)
LEVERS = WakeLevers((0.8, 1.0, 1.2), (-1.0, 0.0, 1.0), commands=("stop the music",), before=("excuse me",))
SPEAKERS = (
    WakeSpeaker("af_one", "en-US", "train"),
    WakeSpeaker("af_two*0.5 + af_one*0.5", "en-US", "train"),
    WakeSpeaker("am_three", "en-US", "test"),
    WakeSpeaker("bf_four", "en-GB", "validation"),
)


def wake_lines(speakers: Sequence[WakeSpeaker] = SPEAKERS, seed: int = 1, levers: WakeLevers = LEVERS) -> WakeLines:
    """Return a plan for a wake word."""
    fillers = [Spoken("stop the music", "stˈɑp ðə mjˈuzɪk")]
    return WakeLines(PHRASE, speakers, {"en-US": NEARLY}, fillers, levers, "tone", (0.8, 0.1, 0.1), {}, seed)


def make_wake_words(folder: Path, samples: int) -> jobs.JobOutcome:
    """Make the samples of such a plan in a data set."""
    with datasets.writing(folder) as data_set:
        plan = jobs.write_plan(data_set.plans_folder, "wake", wake_lines().lines(samples, samples))
        return jobs.make(data_set, plan, SimpleMaker(), lambda _: None, lambda: False)


if __name__ == "__main__":
    make_wake_words(Path(sys.argv[1]), int(sys.argv[2]))
