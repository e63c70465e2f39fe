"""Speaks a conversation with real voices: whether each speaker is recognized, how exact gaps are, what a change costs.

    dialogue.py FOLDER --encoder pretrained.pt [--turns 40] [--voices 8] [--model NAME]

FOLDER is a data folder with `models/` and `voices/`; pretrained.pt is in the package resemblyzer 0.1.4. The program
casts the speakers. Each turn is compared with the direction of every voice, from the recorded samples, whose sentences
are not in the conversation; only turns of more than two seconds are judged, as the encoder needs that. Gaps are
measured between the last and the first sample above -50 dB. The cost is the time for the same sentences in two voices
by turns, compared with the mean of the two voices alone; every sentence is made without a cache, the ways by turns.
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from training.voice_similarity import decoded
from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.audio import resample
from wyoming_kokoro.markup import ConversationTurn, conversation, cues
from wyoming_kokoro.samples import QUIET
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import RATE, Audio, Delivery, Samples, Utterance
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.voices import VoiceSimilarity, another_voice
from wyoming_kokoro.voices.samples import sample_file
from wyoming_kokoro.workshop.matching.speaker_encoder import SPEECH_RATE, Floats, SpeakerEncoder

JUDGED_SECONDS = 2.0
GAPS = (0.1, 0.2, 0.35, 0.6)
ROUNDS = 2
COSTS_OF = 6
"""Sentences by which the cost is measured."""
SENTENCES = (
    "I looked for the blue umbrella in the hall this morning.",
    "The train to the coast leaves at seven, so hurry up.",
    "Somebody has moved the ladder away from the roof again.",
    "If you water the tomatoes tonight, they will be fine.",
    "We could walk along the river and take the bus back.",
    "My grandmother used to bake that cake with plums.",
    "They have painted the kitchen yellow, which looks nice.",
    "There is a small shop at the corner that mends shoes.",
)
"""Of two and a half seconds and more: shorter ones are not judged."""


async def main() -> None:
    """Measure, and print what came out."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--turns", type=int, default=40)
    parser.add_argument("--voices", type=int, default=8)
    parser.add_argument("--model", default="kokoro-v1.0.int8.onnx")
    options = parser.parse_args()
    encoder = SpeakerEncoder(options.encoder)
    with TemporaryDirectory() as data:
        values = {"engine.model": options.model, "cache.memory_megabytes": 0, "cache.disk": False}
        studio = await Studio.open(load(Paths(Path(data), options.folder), values, {}))
        try:
            voices = _cast(studio, options.voices)
            print(f"voices: {', '.join(voices)}; engine: {studio.status().engine}, {studio.status().model}")
            centers = {voice: _center(voice, encoder) for voice in voices}
            for count in sorted({2, len(voices)}):
                turns = options.turns // 4 if count < len(voices) else options.turns - options.turns // 4
                await _recognition(studio, voices[:count], centers, encoder, turns)
            await _cost(studio, voices[:2])
        finally:
            await studio.close()


def _cast(studio: Studio, count: int) -> list[str]:
    similarity = VoiceSimilarity.load(voices_folder())
    taken = [studio.voices.find("af_heart")]
    while len(taken) < count:
        taken.append(another_voice(studio.voices, taken[0], taken, similarity))
    return [voice.name for voice in taken]


def _center(voice: str, encoder: SpeakerEncoder) -> Floats:
    """Return the direction of a voice, from the sample of it that comes with the program."""
    return encoder.embed(decoded(sample_file(voice)))


async def _recognition(
    studio: Studio, voices: Sequence[str], centers: dict[str, Floats], encoder: SpeakerEncoder, count: int
) -> None:
    rng = np.random.default_rng(7)
    turns, speaker = list[ConversationTurn](), ""
    for number in range(count):
        speaker = str(rng.choice([voice for voice in voices if voice != speaker]))
        text = SENTENCES[number % len(SENTENCES)]
        turns.append(ConversationTurn(speaker, text, gap=GAPS[number % len(GAPS)]))
    written, spoken = conversation(turns, cues)
    cast = tuple((voice, Delivery(voice)) for voice in voices)
    heard = await _heard(studio, Utterance("", cues=spoken, cast=cast, written=written))
    right = judged = 0
    errors, previous_end, at = [], 0, 0
    for number, turn in enumerate(turns):
        own = [word for word in heard.words if at <= word.start < at + len(turn.text)]
        at += len(turn.text) + 1
        start, end = own[0].start_sample, own[-1].end_sample
        if number:
            errors.append(_gap(heard.samples, previous_end, start) - (turn.gap or 0.0))
        previous_end = end
        if (end - start) / RATE > JUDGED_SECONDS:
            direction = _direction(encoder, heard.samples[start:end])
            judged += 1
            right += max(voices, key=lambda voice: float(direction @ centers[voice])) == turn.speaker
    worst = max(map(abs, errors)) * 1000
    print(
        f"{len(voices)} voices, {count} turns: {right} of {judged} recognized ({100 * right / judged:.1f} %)",
        flush=True,
    )
    print(f"gaps: mean error {1000 * float(np.mean(np.abs(errors))):.1f} ms, largest {worst:.1f} ms")


def _gap(samples: Samples, before: int, after: int) -> float:
    """Return the silence between two words in seconds."""
    start, end = before - RATE // 20, after + RATE // 20
    audible = np.abs(samples[start:end]) > QUIET
    places = np.flatnonzero(audible)
    gaps = np.diff(places)
    return float(gaps.max()) / RATE if len(gaps) else 0.0


async def _cost(studio: Studio, voices: Sequence[str]) -> None:
    """Print what a change of voice at every sentence costs."""
    ways = {voice: [voice] for voice in voices} | {"by turns": list(voices)}
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(ROUNDS):
        for name, speakers in ways.items():
            turns = [
                ConversationTurn(speakers[at % len(speakers)], f"{text[:-1]}, number {number}.", gap=0.2)
                for at, text in enumerate(SENTENCES[:COSTS_OF])
            ]
            written, spoken = conversation(turns, cues)
            cast = tuple((voice, Delivery(voice)) for voice in voices)
            began = time.process_time()
            heard = await _heard(studio, Utterance("", cues=spoken, cast=cast, written=written))
            seconds[name].append((time.process_time() - began) / (len(heard.samples) / RATE))
    best = {name: min(each) for name, each in seconds.items()}
    for name, each in best.items():
        print(f"{name}: {each:.3f} processor seconds for a second of sound")
    mean = sum(best[voice] for voice in voices) / len(voices)
    print(f"a change at every sentence costs {100 * (best['by turns'] / mean - 1):+.1f} % over the mean of both voices")


def _direction(encoder: SpeakerEncoder, samples: Samples) -> Floats:
    return encoder.embed(resample(samples, RATE, SPEECH_RATE))


async def _heard(studio: Studio, utterance: Utterance) -> Audio:
    blocks = [block async for block in studio.speak(utterance)]
    words = tuple(word for block in blocks for word in block.words)
    return Audio(np.concatenate([block.samples for block in blocks]), words)


if __name__ == "__main__":
    asyncio.run(main())
