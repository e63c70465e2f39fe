"""Measures the watermark: what survives codecs, telephones, rooms, noise and speed, false alarms, and what it costs.

Speaks with the real model, without the mark, then marks and attacks the sound; a folder keeps the speech.
"""

import argparse
import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from wyoming_kokoro.audio import resample
from wyoming_kokoro.audio.formats.decoding import decode
from wyoming_kokoro.audio.formats.encoded import AvEncoder
from wyoming_kokoro.audio.watermark import Kind, Payload, Watermark, detect
from wyoming_kokoro.audio.watermark.detector import FALSE_ALARM, OFFSETS, best_score, threshold
from wyoming_kokoro.audio.watermark.evidence import evidence
from wyoming_kokoro.audio.watermark.pattern import pattern
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import RATE, Delivery, Samples, Utterance
from wyoming_kokoro.workshop.own_studio import own_studio

FIRST_TEXT = (
    "The washing machine has finished, and the back door is still open. It will rain from three o'clock until the late "
    "evening, so please take an umbrella with you. Dinner is in the oven at a hundred and eighty degrees, and it needs "
    "twenty five more minutes."
)
SECOND_TEXT = (
    "Good morning. The train to the city leaves at a quarter past eight from the other platform, so there is no need "
    "to hurry. Nobody has fed the cat yet; her food is in the cupboard under the window. Remember that the plumber "
    "comes between ten and twelve, and that the parcel for your neighbour is still lying in the hall."
)
SPOKEN = {
    FIRST_TEXT: (
        *("af_heart", "am_michael", "bf_emma", "am_onyx", "af_bella", "bm_george", "af_nicole"),
        *("am_puck", "af_sky", "bm_fable", "jf_gongitsune", "jm_kumo"),
    ),
    SECOND_TEXT: (
        *("af_nova", "am_adam", "bf_lily", "bm_daniel", "af_kore", "am_eric", "am_fenrir"),
        *("bf_alice", "af_river", "am_liam", "zf_xiaobei", "ff_siwis"),
    ),
}
"""Texts, and the voices that say them."""
SEED = 7
KIND = Kind.BLEND
BETWEEN = 1.1
"""Seconds from one piece to the next."""

Attack = Callable[[Samples], Samples]


def coded(container: str, codec: str, bit_rate: int, sound: Samples) -> Samples:
    """Return a sound after a codec."""
    encoder = AvEncoder(RATE, container=container, codec=codec, options={}, bit_rate=bit_rate)
    samples, rate = decode(encoder.feed(sound) + encoder.finish())
    return resample(samples, rate, RATE)


def at_rate(rate: int, sound: Samples) -> Samples:
    """Return a sound after it had another rate."""
    return resample(resample(sound, RATE, rate), rate, RATE)


def telephone(sound: Samples) -> Samples:
    """Return a sound at 8 kHz in mu-law."""
    encoder = AvEncoder(8000, container="wav", codec="pcm_mulaw", options={})
    samples, rate = decode(encoder.feed(sound) + encoder.finish())
    return resample(samples, rate, RATE)


def in_room(sound: Samples) -> Samples:
    """Return a sound as heard in a room: a quarter of a second of reverberation, 3.5 dB below the direct sound."""
    count = round(0.3 * RATE)
    response = np.random.default_rng(SEED).normal(0, 1, count) * np.exp(-6.9 * np.arange(count) / RATE / 0.25)
    response *= 10 ** (-3.5 / 20) / np.sqrt((response**2).sum())
    response[0] += 1
    size = 1 << (len(sound) + count).bit_length()
    heard = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(response, size), size)[: len(sound)]
    return np.asarray(heard / np.abs(heard).max() / 2, np.float32)


def noisy(decibels: float, sound: Samples) -> Samples:
    """Return a sound with white noise so many decibels below it."""
    level = float(np.sqrt((sound**2).mean())) * 10 ** (-decibels / 20)
    return (sound + np.random.default_rng(SEED).normal(0, level, len(sound))).astype(np.float32)


def faster(speed: float, sound: Samples) -> Samples:
    """Return a sound as a tape plays it at another speed."""
    return resample(sound, RATE, round(RATE / speed / 240) * 240)


def cropped(sound: Samples) -> Samples:
    """Return a sound without its beginning."""
    return sound[12_345:]


@dataclass(frozen=True, slots=True)
class Trial:
    """An attack, the length of the pieces that are looked at after it, and the share that is to be found."""

    name: str
    attack: Attack
    seconds: float
    wanted: float | None = None


TRIALS = (
    Trial("none", np.copy, 3, 0.99),
    Trial("cropped", cropped, 3, 0.99),
    Trial("MP3 64k", partial(coded, "mp3", "libmp3lame", 64_000), 3, 0.99),
    Trial("AAC 48k", partial(coded, "adts", "aac", 48_000), 3, 0.99),
    Trial("to 16 kHz and back", partial(at_rate, 16_000), 3, 0.99),
    Trial("Opus 24k", partial(coded, "ogg", "libopus", 24_000), 5, 0.95),
    Trial("8 kHz mu-law", telephone, 5, 0.95),
    Trial("room", in_room, 5, 0.95),
    Trial("noise 20 dB", partial(noisy, 20.0), 10, 0.9),
    Trial("speed 1.1", partial(faster, 1.1), 10, 0.95),
    Trial("speed 0.9", partial(faster, 0.9), 10, 0.95),
    Trial("MP3 32k", partial(coded, "mp3", "libmp3lame", 32_000), 5),
    Trial("Opus 12k", partial(coded, "ogg", "libopus", 12_000), 10),
    Trial("noise 10 dB", partial(noisy, 10.0), 10),
    Trial("none, short", np.copy, 1.5),
)


def speak_all(folder: Path, data: Path | None) -> list[Samples]:
    """Return the speech of every voice, from the folder where it is kept already."""
    missing = {
        name: text for text, voices in SPOKEN.items() for name in voices if not (folder / f"{name}.npy").exists()
    }
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
        asyncio.run(_speak(missing, folder, data))
    return [np.load(path).astype(np.float32) for path in sorted(folder.glob("*.npy"))]


async def _speak(texts: Mapping[str, str], folder: Path, data: Path | None) -> None:
    loaded = load(Paths.find(data), {"engine.name": "kokoro"})
    async with own_studio(loaded, {"speech.watermark": False}) as studio:
        for name, text in texts.items():
            async with aclosing(studio.speak(Utterance(text, Delivery(voice=name)))) as blocks:
                sound = np.concatenate([block.samples async for block in blocks])
            np.save(folder / f"{name}.npy", sound)


def marked(sound: Samples) -> Samples:
    """Return a sound with the mark, fed in blocks of a fifth of a second."""
    mark, block = Watermark(KIND), RATE // 5
    parts = [mark.feed(sound[start : start + block]) for start in range(0, len(sound), block)]
    return np.concatenate((*parts, mark.finish()))


def pieces(sound: Samples, seconds: float) -> list[Samples]:
    """Return pieces of a sound of a length, which overlap."""
    length = round(seconds * RATE)
    return [sound[at : at + length] for at in range(0, max(len(sound) - length, 0) + 1, round(BETWEEN * RATE))]


def survival(sounds: Sequence[Samples], trials: Sequence[Trial]) -> bool:
    """Print what is found after each attack; return whether all that is wanted was."""
    print("| attack | length | pieces | found | wanted | score: median | lowest tenth | bits read | read wrongly |")
    print("|---|---|---|---|---|---|---|---|---|")
    reached = True
    for trial in trials:
        found = [detect(piece) for sound in sounds for piece in pieces(trial.attack(sound), trial.seconds)]
        share = sum(each.is_marked for each in found) / len(found)
        scores = [each.score for each in found]
        read = [each.payload for each in found if each.payload is not None]
        right = sum(payload == Payload(KIND) for payload in read)
        wanted = "" if trial.wanted is None else f"{trial.wanted:.0%}"
        reached = reached and share >= (trial.wanted or 0)
        print(
            f"| {trial.name} | {trial.seconds:g} s | {len(found)} | {share:.1%} | {wanted} | {np.median(scores):.1f} | "
            f"{np.quantile(scores, 0.1):.1f} | {right / len(found):.0%} | {(len(read) - right) / len(found):.1%} |",
            flush=True,
        )
    return reached


def distance(sound: Samples, changed: Samples) -> tuple[float, float]:
    """Return how far the difference is below a sound, and the log-spectral distance where it is loud, in decibels."""
    below = 10 * float(np.log10((sound**2).sum() / ((changed - sound) ** 2).sum()))
    first, second = _powers(sound), _powers(changed)
    loud = first.sum(axis=1) > first.sum(axis=1).max() * 1e-5
    decibels = 10 * np.log10((second + 1e-9) / (first + 1e-9))
    return below, float(np.sqrt((decibels**2).mean(axis=1))[loud].mean())


def _powers(sound: Samples) -> np.ndarray:
    frames = np.lib.stride_tricks.sliding_window_view(sound, 512)[::128]
    return np.abs(np.fft.rfft(frames * np.hanning(512), axis=1)) ** 2


def false_alarms(sounds: Sequence[Samples], keys: int) -> None:
    """Print how often wrong keys, at all offsets, reach the threshold of a piece of three seconds."""
    steps = [evidence(piece) for sound in sounds for piece in pieces(sound, 3)]
    limit = threshold(OFFSETS, FALSE_ALARM)
    scores = [
        best_score(steps[number % len(steps)], pattern.__wrapped__(f"wrong {number}"))  # the others are not kept
        for number in range(keys)
    ]
    alarms = sum(score >= limit for score in scores)
    print(
        f"{keys} wrong keys, {OFFSETS} offsets each, {len(steps)} pieces of 3 s: {alarms} reach {limit:.2f}; "
        f"mean {np.mean(scores):.2f}, highest {max(scores):.2f}"
    )


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sounds", type=Path, default=Path("watermark-sounds"), metavar="FOLDER")
    parser.add_argument("--data", type=Path, default=None, metavar="FOLDER", help="with models and voices")
    parser.add_argument("--keys", type=int, default=100_000, help="wrong keys")
    parser.add_argument("--only", default="", help="attacks whose names begin with this")
    parsed = parser.parse_args()
    plain = speak_all(parsed.sounds, parsed.data)
    began = time.process_time()
    sounds = [marked(sound) for sound in plain]
    took, seconds = time.process_time() - began, sum(map(len, plain)) / RATE
    print(f"{len(plain)} voices, {seconds:.0f} s; marking: {seconds / took:.0f} times real time on one core")
    below, apart = zip(*map(distance, plain, sounds), strict=True)
    print(f"difference {np.mean(below):.1f} dB below (least {min(below):.1f}), distance {np.mean(apart):.2f} dB")
    if parsed.keys:
        false_alarms([*plain, *sounds], parsed.keys)
    reached = survival(sounds, [trial for trial in TRIALS if trial.name.startswith(parsed.only)])
    print("All that is wanted was reached." if reached else "Not all that is wanted was reached.")


if __name__ == "__main__":
    main()
