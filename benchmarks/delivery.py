"""Measures what a delivery does to single words: durations, pitch, emphasis, whisper, and what it costs.

    script/real-kokoro
    script/bench delivery .real-kokoro [--sounds FOLDER --judges JUDGES/bin/python] [--page]

Each sentence is spoken plain and in every delivery; the two are compared word by word. With judges a recogniser tells
how many words of plain and of whispered speech it understands; --page writes the table into docs/sound.md.
"""

import argparse
import json
import resource
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks.hearing.prosody import (
    HOP,
    WINDOW,
    Delivered,
    as_noise,
    level,
    pitch_track,
    voiced_share,
    windows_within,
)
from benchmarks.hearing.sound_files import write_sound
from benchmarks.joins import voice_of
from wyoming_kokoro.engines.kokoro import KokoroEngine
from wyoming_kokoro.engines.kokoro.expression.recipes import EFFECTS
from wyoming_kokoro.engines.kokoro.tensor_names import FRAME
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.speech import Delivery, DeliveryChange, Ending, Phrase, Samples, Treatment
from wyoming_kokoro.studio.passages import Passage
from wyoming_kokoro.studio.prepare import prepare
from wyoming_kokoro.studio.roles import Role
from wyoming_kokoro.studio.script import BEGINNING
from wyoming_kokoro.text import Locale, Sentence
from wyoming_kokoro.workshop.judging.spoken_form import compare

TOP = Path(__file__).resolve().parents[1]
PAGE = TOP / "docs/sound.md"
BEGIN, END = "<!-- begin: script/bench delivery -->", "<!-- end: script/bench delivery -->"

SENTENCES = (
    ("The lamp beside the garden door is still on.", "garden"),
    ("We are going to the museum on Monday afternoon.", "museum"),
    ("My brother will water the yellow roses every morning.", "yellow"),
)
VOICES = ("af_heart", "am_michael", "bf_emma", "bm_george")
PLAIN = Delivery(speed=1.0, pitch=0.0)
COSTS = ("word +3 semitones", "strong emphasis", "whispered", "soft", "contour")
"""Deliveries whose processor time is measured."""
SAME_WORD = 3
"""Voiced frames that a word needs for its pitch to be known."""


@dataclass(frozen=True, slots=True)
class Case:
    """A delivery, of one word or of the whole sentence."""

    name: str
    delivery: Delivery
    one_word: bool = True


CASES = (
    *(Case(f"word at speed {speed}", replace(PLAIN, speed=speed)) for speed in (0.7, 1.4)),
    *(Case(f"word {semitones:+.0f} semitones", replace(PLAIN, pitch=semitones)) for semitones in (-3.0, 3.0)),
    *(
        Case(f"all {semitones:+.0f} semitones", replace(PLAIN, pitch=semitones), one_word=False)
        for semitones in (-3, 4)
    ),
    *(Case(f"all at speed {speed}", replace(PLAIN, speed=speed), one_word=False) for speed in (0.8, 1.25)),
    Case("contour", replace(PLAIN, contour=((0.0, -2.0), (0.5, 3.0), (1.0, 0.0))), one_word=False),
    Case("strong emphasis", replace(PLAIN, emphasis=2.0)),
    Case("moderate emphasis", replace(PLAIN, emphasis=1.0)),
    Case("reduced", replace(PLAIN, emphasis=-1.0)),
    Case("range 0.5", replace(PLAIN, range=0.5), one_word=False),
    Case("range 1.5", replace(PLAIN, range=1.5), one_word=False),
    Case("whispered word", replace(PLAIN, effect="whisper")),
    Case("whispered", replace(PLAIN, effect="whisper"), one_word=False),
    Case("soft", replace(PLAIN, effect="soft"), one_word=False),
)


def main() -> int:
    """Speak, measure and print."""
    arguments = _parser().parse_args()
    engine, pronounce = open_engine(arguments.data, arguments.model), pronouncer()
    results: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    spoken_by = [*_spoken_by(arguments.voices, arguments.sentences)]
    phrases = [phrase_of(pronounce, text, voice) for voice, text, _ in spoken_by]
    plain = [made(engine, phrase) for phrase in phrases]
    memory = _memory()
    for number, (voice, text, word) in enumerate(spoken_by):
        place = word_place(phrases[number], text, word)
        keep(arguments.sounds, "plain", number, text, plain[number].samples)
        for case in CASES:
            spoken = made(engine, in_delivery(phrases[number], case, place))
            for name, value in measured(case, plain[number], spoken, place):
                results[case.name][name].append(value)
            if case.name == "whispered":
                keep(arguments.sounds, case.name, number, text, spoken.samples)
        results["plain"]["voiced share"].append(voiced_share(plain[number].samples))
        print(voice, text, flush=True)
    results["all deliveries"]["more memory at the most, MB"].append(_memory() - memory)
    for case in CASES:
        if case.name in COSTS:
            changed = in_delivery(phrases[0], case, word_place(phrases[0], *spoken_by[0][1:]))
            results[case.name]["processor time, of plain"].append(cost(engine, phrases[0], changed))
    if arguments.sounds and arguments.judges:
        _judge(arguments.sounds, arguments.judges, arguments.whisper, results)
    page = "\n".join(_table(results))
    print(page)
    if arguments.page:
        text = PAGE.read_text("utf-8")
        start, end = text.index(BEGIN) + len(BEGIN), text.index(END)
        PAGE.write_text(f"{text[:start]}\n{page}\n{text[end:]}", encoding="utf-8")
    engine.close()
    return 0


def _spoken_by(voices: Sequence[str], count: int) -> Iterator[tuple[str, str, str]]:
    """Yield voices, the sentences of each, and the word of each sentence that has a delivery of its own."""
    for first, voice in enumerate(voices):
        rotated = SENTENCES[first % len(SENTENCES) :] + SENTENCES[: first % len(SENTENCES)]
        yield from ((voice, text, word) for text, word in rotated[:count])


def _memory() -> float:
    """Return how much memory this program had at the most, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def open_engine(data: Path, model: str) -> KokoroEngine:
    """Return the engine, in parts."""
    voices = data / "voices"
    engine = KokoroEngine(
        data / "models" / model, lambda voice: np.fromfile(voices / f"{voice.name}.bin", "<f4").reshape(510, 256)
    )
    if engine.may_improve:
        engine.improve()
    return engine


def pronouncer() -> Pronunciation:
    """Return what pronounces the sentences."""
    return Pronunciation(EspeakNg.open())


def phrase_of(pronunciation: Pronunciation, text: str, name: str) -> Phrase:
    """Return a sentence as one phrase."""
    voice = voice_of(name)
    locale = Locale(voice.language, dictionary=pronunciation.dictionary(voice.language))
    (script,) = prepare(
        [Passage(Sentence(0, text, Ending.SENTENCE), Role(voice, PLAIN, Treatment(), locale))], locale, pronunciation
    )
    (phrase,) = script.phrases(
        BEGINNING, script.end, voice=voice, delivery=PLAIN, treatment=Treatment(), max_phonemes=510
    )
    return phrase


def word_place(phrase: Phrase, text: str, word: str) -> tuple[int, int]:
    """Return which phonemes of a phrase are those of a word."""
    start = text.index(word)
    owned = [at for at, owner in enumerate(phrase.owners) if owner >= 0 and phrase.spans[owner].start == start]
    return owned[0], owned[-1] + 1


def in_delivery(phrase: Phrase, case: Case, place: tuple[int, int]) -> Phrase:
    """Return a phrase of which a word, or all, has another delivery."""
    if not case.one_word:
        return replace(phrase, delivery=case.delivery)
    return replace(phrase, changes=(DeliveryChange(place[0] - 1, place[1], case.delivery),))  # with the blank before it


def made(engine: KokoroEngine, phrase: Phrase) -> Delivered:
    """Return a phrase with its sound."""
    pieces = list(engine.render(phrase))
    samples = np.concatenate([piece.samples for piece in pieces])
    return Delivered(phrase, samples, sum((piece.lengths or () for piece in pieces), ()), pitch_track(samples))


def measured(case: Case, plain: Delivered, spoken: Delivered, place: tuple[int, int]) -> Iterator[tuple[str, float]]:
    """Yield what a delivery changed, by name."""
    if case.one_word:
        yield from _word_measures(case, plain, spoken, place)
    elif case.delivery.effect:
        yield "voiced share", voiced_share(spoken.samples)
        if case.delivery.effect == "whisper":
            yield from _chance(spoken.samples)
        yield "level, dB", level(spoken.samples) - level(plain.samples)
        yield "length", len(spoken.samples) / len(plain.samples)
    elif case.delivery.speed != PLAIN.speed:
        spoken_in = [sum(each.lengths[1:-2]) for each in (plain, spoken)]  # without the silence around it
        yield "pace error, %", 100 * abs(spoken_in[0] / spoken_in[1] / (case.delivery.speed or 1.0) - 1)
    else:
        yield from _melody_measures(case, plain, spoken)


def _chance(samples: Samples) -> Iterator[tuple[str, float]]:
    """Yield what of a whisper is measured as voiced in short windows, and what of noise of its spectrum in both."""
    noise = as_noise(samples)
    yield "voiced share of noise like it", voiced_share(noise)
    yield "voiced share in windows of 50 ms", voiced_share(samples, WINDOW)
    yield "voiced share of noise like it in windows of 50 ms", voiced_share(noise, WINDOW)


def _melody_measures(case: Case, plain: Delivered, spoken: Delivered) -> Iterator[tuple[str, float]]:
    size = min(len(plain.track.semitones), len(spoken.track.semitones))
    both = plain.track.voiced[:size] & spoken.track.voiced[:size]
    tracks = [each.track.semitones[:size][both] for each in (plain, spoken)]
    if case.delivery.range is not None:
        spreads = [np.subtract(*np.percentile(each, (80, 20))) for each in tracks]  # beyond, tracks jump by octaves
        yield "spread of the pitch", float(spreads[1] / spreads[0])
    elif case.delivery.contour:
        first, last = plain.place(0, len(plain.phrase.phonemes.rstrip(".")))
        places = (np.flatnonzero(both) * HOP + WINDOW / 2 - first) / (last - first)
        shares, semitones = zip(*case.delivery.contour, strict=True)
        errors = np.abs(tracks[1] - tracks[0] - np.interp(places, shares, semitones))
        yield "error of the melody, semitones", float(np.median(errors))
    else:
        shift = float(np.median(tracks[1] - tracks[0]))
        yield "pitch ratio error, %", 100 * abs(2 ** ((shift - (case.delivery.pitch or 0.0)) / 12) - 1)


def _word_measures(
    case: Case, plain: Delivered, spoken: Delivered, place: tuple[int, int]
) -> Iterator[tuple[str, float]]:
    first, last = place
    frames = [each.frames(first - 1, last, FRAME) for each in (plain, spoken)]
    factor = 1 / (case.delivery.speed or 1.0) * (EFFECTS[case.delivery.effect].length if case.delivery.effect else 1)
    if case.delivery.emphasis:
        yield "length", frames[1] / frames[0]
    else:
        wanted = sum(plain.lengths) // FRAME - frames[0] + int(frames[0] * factor + 0.5)
        yield "frames too many", sum(spoken.lengths) // FRAME - wanted
    words = [each.samples[slice(*each.place(first, last))] for each in (plain, spoken)]
    yield "level, dB", level(words[1]) - level(words[0])
    pitches = [each.track.within(*each.place(first, last)) for each in (plain, spoken)]
    if case.delivery.effect:
        yield "voiced share of the word", len(pitches[1]) / max(windows_within(words[1]), 1)
    elif min(map(len, pitches)) >= SAME_WORD:
        high = [float(np.percentile(each, 90)) for each in pitches]
        yield "highest pitch, semitones", high[1] - high[0]
        yield "median pitch, semitones", float(np.median(pitches[1]) - np.median(pitches[0]))
    for start, end in _neighbours(plain.phrase, place):
        around = [each.track.within(*each.place(start, end)) for each in (plain, spoken)]
        if min(map(len, around)) >= SAME_WORD:
            yield "neighbours, semitones", abs(float(np.median(around[1]) - np.median(around[0])))


def _neighbours(phrase: Phrase, place: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Yield the words before and after some phonemes."""
    edges = [at for at, phoneme in enumerate(phrase.phonemes) if phoneme == " "]
    before, after = place[0] - 1, place[1]
    yield max((edge + 1 for edge in edges if edge < before), default=0), before
    yield after + 1, min((edge for edge in edges if edge > after), default=len(phrase.phonemes))


def cost(engine: KokoroEngine, phrase: Phrase, changed: Phrase, rounds: int = 5) -> float:
    """Return the processor time of a second of sound in a delivery, divided by that of plain speech."""
    shares = []
    for each in (phrase, changed):
        times = []
        for _ in range(rounds):
            began = time.process_time()
            sound = made_only(engine, each)
            times.append((time.process_time() - began) / len(sound))
        shares.append(min(times))
    return shares[1] / shares[0]


def made_only(engine: KokoroEngine, phrase: Phrase) -> Samples:
    """Return the samples of a phrase."""
    return np.concatenate([piece.samples for piece in engine.render(phrase)])


def keep(folder: Path | None, name: str, number: int, text: str, samples: Samples, language: str = "en-US") -> None:
    """Write a sound into a folder, with its text beside it, where there is a folder."""
    if folder is None:
        return
    path = folder / name / f"{number:02d}.wav"
    write_sound(path, samples)
    path.with_suffix(".json").write_text(json.dumps({"text": text, "language": language}), encoding="utf-8")


def _judge(folder: Path, judges: str, whisper: Path | None, results: dict[str, dict[str, list[float]]]) -> None:
    command = [judges, str(TOP / "benchmarks/hearing/judges.py"), str(folder), "--words"]
    subprocess.run(command + (["--whisper", str(whisper)] if whisper else []), check=True)
    for name in ("plain", "whispered"):
        for path in sorted((folder / name).glob("*.wav")):
            text = json.loads(path.with_suffix(".json").read_text("utf-8"))["text"]
            heard = json.loads(path.with_suffix(".judged.json").read_text("utf-8"))["heard"]
            errors = compare(text, heard, "en-US")
            results[name]["word errors, %"].append(100 * len(errors.wrong) / errors.words)


def _table(results: dict[str, dict[str, list[float]]]) -> Iterator[str]:
    yield "| delivery | measure | median | from | to | cases |"
    yield "|---|---|--:|--:|--:|--:|"
    summary: Callable[[list[float]], float]
    for case, measures in results.items():
        for name, values in measures.items():
            summary = _mean if "errors" in name else _median
            lowest, highest = min(values), max(values)
            yield f"| {case} | {name} | {summary(values):.2f} | {lowest:.2f} | {highest:.2f} | {len(values)} |"


def _mean(values: list[float]) -> float:
    return float(np.mean(values))


def _median(values: list[float]) -> float:
    return float(np.median(values))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="script/bench delivery", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, help="a folder with models/ and voices/, as script/real-kokoro makes it")
    parser.add_argument("--model", default="kokoro-v1.0.int8.onnx", help="the model file in models/")
    parser.add_argument("--sentences", type=int, default=len(SENTENCES), help="how many sentences each voice speaks")
    parser.add_argument("--voices", nargs="+", choices=VOICES, default=VOICES, help="only these voices")
    parser.add_argument("--sounds", type=Path, help="where plain and whispered sentences are kept")
    parser.add_argument("--judges", help="the Python of the judges' environment")
    parser.add_argument("--whisper", type=Path, help="a folder with another Whisper model than the packages bring")
    parser.add_argument("--page", action="store_true", help="write the table into docs/sound.md")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
