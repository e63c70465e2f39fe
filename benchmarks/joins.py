"""Compares long sentences as the studio speaks them with the same in one run: pauses, pitch, length, commas, wait.

    joins.py FOLDER [--model NAME] [--sentences 60] [--whisper FOLDER] [--save FOLDER]

FOLDER is a data folder with `models/` and `voices/`. Each sentence is spoken in three ways, without a cache: in one run
of the model's parts, as a text that is complete, and as a text that a Wyoming client sends word by word over a socket;
with --file also in one run of the model file as it is. Half of the sentences have no mark inside. A pause is 60
milliseconds of quiet or more between two words without a mark, a pitch reset a rise by a third there. Which frame is
next to a border differs from way to way, so resets that only one of two ways has are counted too: added where the one
run has nothing like it near the border, missing where the other way has not; and the share of frames with the same
pitch. With the package faster-whisper and a model for it, marks that it hears where none is written are counted.
Lengths are from the first sound to the last, relative to the one run of the parts. The last column is the time to the
first sound, as a share of that run's time.
"""

import argparse
import asyncio
import re
import time
from collections.abc import AsyncGenerator, AsyncIterable, AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from importlib import import_module
from itertools import islice, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray
from wyoming.audio import AudioChunk, AudioStop
from wyoming.client import AsyncTcpClient
from wyoming.tts import SynthesizeChunk, SynthesizeStart, SynthesizeStop, SynthesizeVoice

from benchmarks.hearing.sound_files import write_sound
from wyoming_kokoro.audio import resample
from wyoming_kokoro.engines.kokoro import KokoroEngine, KokoroOptions
from wyoming_kokoro.pronounce import Pronunciation
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import RATE, Audio, Delivery, Ending, Piece, Treatment, Utterance, Voice, WordTime
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.studio.finishing import Finisher
from wyoming_kokoro.studio.passages import Passage
from wyoming_kokoro.studio.prepare import prepare
from wyoming_kokoro.studio.roles import Role
from wyoming_kokoro.studio.script import BEGINNING
from wyoming_kokoro.text import Locale, Sentence
from wyoming_kokoro.wire import WyomingServer

VOICES = ("af_heart", "am_michael", "bf_emma", "bm_george")
QUIET_DECIBELS = -35.0
"""Relative to the loud parts of the sentence."""
PAUSE_FRAMES = 6
FRAME = RATE // 100
RESET_SEMITONES = 4.0
LIKE_RESET_SEMITONES = 3.0
"""A rise that is like a reset: what is a little above the bound in one way may be a little below it in another."""
RESET_FRAMES = 15
"""On each side of a border, over which the pitch is compared."""
FEWEST_VOICED = 6
FEWEST_VOICED_LIKE = 3
"""Frames with a pitch on each side of a border: for a reset, and for what is like one."""
SAME_SEMITONES = 1.0
MOST_SHIFT = 4
"""Frames by which two sounds of the same sentence may be shifted."""
NEAR = 0.08 * RATE
"""Samples from the border of two words within which a pause, or what is like a pitch reset, belongs to it."""
WORD_SECONDS = 0.05
"""Between two words that arrive: faster than speech, as from a language model."""
WHISPER_RATE = 16_000
BEST_RATE = 8_000
SOUND = 0.003
FULL_SCALE = 32_768
MARKS = ",;:.!?-—–"

WITHOUT_MARKS = (
    "The heating in the living room starts at six o'clock tomorrow because it will be cold in the morning.",
    "At first we saw nothing but gray water because the fog had come in with the tide behind the old lighthouse.",
    "The woman who lives in the yellow house at the end of our street grows tomatoes on her roof in the summer.",
    "My brother left his bicycle behind the shed before the rain began and found it full of rust in the spring.",
    "She walked through the empty station with a heavy suitcase in one hand and a cold cup of coffee in the other.",
    "The train to the coast leaves from the second platform at noon and arrives before the shops close in the evening.",
    "We could hear the children laughing in the garden while the adults were talking about the weather in the kitchen.",
    "The museum keeps its oldest maps in a dark room under the stairs where the air is always cool and dry.",
    "Please close the windows in the bedroom before you leave because a storm is coming from the west this afternoon.",
    "The teacher told us that the river had changed its course after the great flood at the end of the last century.",
    "A small dog with a red collar was waiting outside the bakery until its owner came out with a loaf of bread.",
    "The new washing machine in the basement needs about two hours for a full load but half as long for a small one.",
    "They built the bridge from local stone because bringing steel into the valley would have cost far more.",
    "Nobody in the village knew why the clock on the church tower had stopped at ten minutes past three in the night.",
    "The doctor asked him to walk for an hour every day and to drink a glass of water before each meal.",
    "Our neighbors are going to the mountains with their tents at the weekend although heavy snow is expected.",
    "The robot cleans the floor of the hall on Monday and the floor of the kitchen whenever somebody asks it to.",
    "He opened the letter with a knife and read it twice before he put it back into the drawer of his desk.",
    "The lights on the terrace go on by themselves when the sun goes down and go off again when the last guest leaves.",
    "It took the workers three weeks to paint the long fence around the park because the rain never stopped for a day.",
    "The library on the corner lends out tools and musical instruments to everyone who has lived here for a year.",
    "I have put the leftovers from dinner into the fridge so that you can warm them up after you come home tonight.",
    "The pilot explained that we would land a little later than planned because of strong winds over the northern sea.",
    "Most of the apples in that basket come from the tree which my grandfather planted when he was a young man.",
    "The garage door opens when your car turns into the street and closes again after the engine is switched off.",
    "We spent the whole afternoon on the beach with our friends and watched the boats until the first stars appeared.",
    "The price of the tickets depends on the day of the week and on how many seats are left in the front rows.",
    "Someone had written a short poem in blue ink on the last page of the book that I borrowed from the school.",
    "The engineers tested the little satellite in a cold chamber for months before it was sent into its orbit.",
    "You can set the temperature in every room by voice or with the small wheel at the side of the radiator.",
)
WITH_MARKS = (
    "When the sun goes down, the lights in the garden go on by themselves, and the blinds are closed with a delay.",
    "At first we saw nothing but gray water, but then the sun broke through, and the whole coast appeared behind us.",
    "If the door stays open for more than ten minutes, the heating in the hall is switched off until it is closed.",
    "After a long night on the road, the driver stopped at a small inn and slept until the middle of the next day.",
    "In the morning, when the market opens, farmers from the whole valley come to the square with their vegetables.",
    "Although the path was steep and full of loose stones, the old man walked up to the chapel without a single rest.",
    "The soup needs salt, a little lemon juice, and a handful of fresh herbs before it can be served to the guests.",
    "Yesterday evening, while we were sitting at the table, a bat flew in through the window and out by the door.",
    "The first train was late, the second one was full, and the third did not stop at our station at all.",
    "To reach the observatory, follow the gravel road along the lake for a mile and turn left at the wooden bridge.",
    "Once the water boils, add the noodles to the pot and stir them from time to time so that they do not stick.",
    "My aunt, who had never seen the ocean before, stood on the pier for an hour and did not say a single word.",
    "Because the bakery is closed on Mondays, we buy two loaves on Sunday and keep one of them in a linen bag.",
    "The storm has passed, so the shutters are open again, and the robot is mowing the grass behind the house.",
    "Without a map or a compass, the two hikers found their way back to the hut with the help of the stars.",
    "In about half an hour, when the oven has reached its temperature, I will remind you to put the cake inside.",
    "The company, which was founded in a garage, now makes more than a thousand violins in a year for schools.",
    "As soon as the last visitor had left, the guard locked the gates and walked through every room with a lamp.",
    "Last winter the pipes in the attic froze, but this year we have wrapped them in wool before the first frost.",
    "For breakfast there is bread with butter and honey, and for lunch you will find a salad in the refrigerator.",
    "Even if it rains in the afternoon, the concert in the park will take place under the roof of the old market.",
    "The children painted the wall of the gym in bright colors, and their teachers hung lamps above every picture.",
    "Before you switch on the pump, check that the valve at the bottom of the tank is open and the filter is clean.",
    "On the other side of the river, behind a row of tall trees, there is a mill that still grinds corn for bread.",
    "Tomorrow will be mostly sunny with a light wind from the south, and in the evening a few clouds will come in.",
    "The cat, tired after a long day on the roof, fell asleep on the piano and did not wake up until the bell rang.",
    "While the coffee is brewing, you could water the plants on the balcony and bring in the newspaper from the gate.",
    "There are two ways into the cave, a wide one for visitors, and a narrow one that only the researchers may use.",
    "Whenever the baby cries at night, a soft light goes on in the hall and quiet music plays for a few minutes.",
    "Our street was closed for the race, so the bus took the long way around the hill and arrived an hour late.",
)


@dataclass(slots=True)
class Spoken:
    """A sentence as it was spoken."""

    audio: Audio
    seconds: float = 0.0
    """Until it was complete."""
    first: float = 0.0
    """Seconds until there was some sound."""


@dataclass(slots=True)
class Total:
    """What was found in all sentences that were spoken in one way."""

    pauses: int = 0
    resets: int = 0
    added: int = 0
    """Resets where one run has nothing like them."""
    missing: int = 0
    """Resets of the one run where this way has nothing like them."""
    marks: int = 0
    samples: int = 0
    lengths: list[float] = field(default_factory=list)
    """Relative to the one run."""
    same_pitch: list[float] = field(default_factory=list)
    """The share of frames whose pitch is that of the one run."""
    waits: list[float] = field(default_factory=list)
    """The time to the first sound, as a share of the time of the one run."""


def main() -> None:
    """Speak every sentence in three ways, and print what was counted for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", default="kokoro-v1.0.int8.onnx")
    parser.add_argument("--sentences", type=int, default=60)
    parser.add_argument("--skip", type=int, default=0, help="sentences to leave out at the beginning")
    parser.add_argument("--file", action="store_true", help="also speak with the model file as it is")
    parser.add_argument("--whisper", help="the folder or the name of a model for faster-whisper")
    parser.add_argument("--save", type=Path, help="a folder for the sound, as WAV files")
    arguments = parser.parse_args()
    with TemporaryDirectory() as name:  # a model file in a folder without its parts is run as one graph
        for folder in ("models", "voices"):
            (Path(name) / folder).mkdir()
            for file in (arguments.folder / folder).iterdir():
                if file.is_file():
                    (Path(name) / folder / file.name).symlink_to(file.resolve())
        asyncio.run(compare(arguments, Path(name)))


class RecordingStudio(Studio):
    """A studio that notes the words of what it has spoken last, which Wyoming does not send."""

    words: tuple[WordTime, ...] = ()

    async def speak(
        self,
        utterance: Utterance,
        arriving: AsyncIterable[str] | None = None,
        **how: Any,  # noqa: ANN401 -- the same
    ) -> AsyncGenerator[Audio, None]:
        """Yield the sound, and note its words."""
        self.words = ()
        async with aclosing(super().speak(utterance, arriving, **how)) as blocks:
            async for block in blocks:
                self.words += block.words
                yield block


async def compare(arguments: argparse.Namespace, alone: Path) -> None:
    """Speak, measure and print."""
    engine = open_engine(arguments.folder, arguments.model)
    if engine.may_improve:
        engine.improve()
    plain = open_engine(alone, arguments.model) if arguments.file else None
    values: dict[str, Any] = {"cache.memory_megabytes": 0, "speech.normalize_loudness": False}
    settings = load(Paths.find(arguments.folder), values)
    studio = cast("RecordingStudio", await RecordingStudio.open(settings, engine=engine))
    server = WyomingServer(studio, ["tcp://127.0.0.1:0"])
    await server.start()
    mark_counter = whisper_marks(arguments.whisper) if arguments.whisper else lambda *_: 0
    totals = {
        name: Total() for name in (*(("model file",) if plain else ()), "in one run", "complete text", "word by word")
    }
    try:
        for number, (text, voice) in islice(
            enumerate(cases(arguments.skip + arguments.sentences)), arguments.skip, None
        ):
            runs = [one_run(studio, each, text, voice_of(voice)) for each in (plain, engine) if each]
            complete = await spoken(studio.speak(Utterance(text, Delivery(voice=voice))))
            arriving = await over_wyoming(server.sockets[0].getsockname()[1], text, voice, studio)
            ways = dict(zip(totals, (*runs, complete, arriving), strict=True))
            for name, sound in ways.items():
                count(totals[name], text, sound, runs[-1], mark_counter)
                if arguments.save:
                    write_sound(arguments.save / f"{number:02d}-{name.replace(' ', '-')}.wav", sound.audio.samples)
            found = (f"{each.pauses}/{each.resets}/{each.marks} {each.lengths[-1]:.3f}" for each in totals.values())
            print(number, voice, *found, sep="  ", flush=True)
    finally:
        await server.stop(0)
        await studio.close()
        if plain:
            plain.close()
    report(totals)


def open_engine(folder: Path, model: str) -> KokoroEngine:
    """Return an engine with the voices of a data folder."""
    return KokoroEngine(
        folder / "models" / model,
        lambda voice: np.fromfile(folder / "voices" / f"{voice.name}.bin", "<f4").reshape(510, 256),
        options=KokoroOptions(),
    )


def cases(sentences: int) -> Iterator[tuple[str, str]]:
    """Yield sentences with and without marks in turn, and a voice for each."""
    pairs = zip(WITHOUT_MARKS, WITH_MARKS, strict=True)
    texts = [text for pair in pairs for text in pair][:sentences]
    for number, text in enumerate(texts):
        yield text, VOICES[number // 2 % len(VOICES)]


def voice_of(name: str) -> Voice:
    """Return a published voice."""
    language = "en-US" if name[0] == "a" else "en-GB"
    return Voice(name, language, "female" if name[1] == "f" else "male", name, ((name, 1.0),))


def one_run(studio: Studio, engine: KokoroEngine, text: str, voice: Voice) -> Spoken:
    """Return a sentence as one phrase without context, with the effects that every phrase has."""
    pronunciation: Pronunciation = studio.config.pronunciation
    locale = Locale(voice.language, dictionary=pronunciation.dictionary(voice.language))
    role = Role(voice, Delivery(speed=1.0), Treatment(), locale)
    (script,) = prepare([Passage(Sentence(0, text, Ending.SENTENCE), role)], locale, pronunciation)
    (phrase,) = script.phrases(
        BEGINNING, script.end, voice=voice, delivery=role.delivery, treatment=Treatment(), max_phonemes=510
    )
    began = time.perf_counter()
    pieces: list[Piece] = list(engine.render(phrase))
    took = time.perf_counter() - began
    finisher = Finisher(studio.settings.speech)
    blocks = [*(finisher.feed(phrase, piece) for piece in pieces), finisher.finish()]
    return Spoken(joined(blocks), took, took)


async def spoken(blocks: AsyncIterator[Audio]) -> Spoken:
    """Return what the studio says."""
    began, first, heard = time.perf_counter(), 0.0, []
    async for block in blocks:
        if not first and np.abs(block.samples).max(initial=0) > SOUND:
            first = time.perf_counter() - began
        heard.append(block)
    return Spoken(joined(heard), time.perf_counter() - began, first)


async def over_wyoming(port: int, text: str, voice: str, studio: RecordingStudio) -> Spoken:
    """Return what a Wyoming client hears that sends a text word by word; seconds count from the first word on."""
    began, first, heard = time.perf_counter(), 0.0, b""
    async with AsyncTcpClient("127.0.0.1", port) as client:
        sending = asyncio.create_task(send_words(client, text, voice))
        while (event := await client.read_event()) and not AudioStop.is_type(event.type):
            if AudioChunk.is_type(event.type):
                heard += AudioChunk.from_event(event).audio
                if not first and np.abs(np.frombuffer(heard, "<i2")).max(initial=0) > SOUND * FULL_SCALE:
                    first = time.perf_counter() - began
        await sending
    samples = (np.frombuffer(heard, "<i2") / FULL_SCALE).astype(np.float32)
    return Spoken(Audio(samples, studio.words), time.perf_counter() - began, first)


async def send_words(client: AsyncTcpClient, text: str, voice: str) -> None:
    """Send a text word by word, as Home Assistant does."""
    await client.write_event(SynthesizeStart(SynthesizeVoice(name=voice)).event())
    for word in text.split(" "):
        await client.write_event(SynthesizeChunk(f"{word} ").event())
        await asyncio.sleep(WORD_SECONDS)
    await client.write_event(SynthesizeStop().event())


def joined(blocks: Sequence[Audio]) -> Audio:
    """Return blocks as one."""
    samples = np.concatenate([block.samples for block in blocks])
    return Audio(samples, tuple(word for block in blocks for word in block.words))


def count(total: Total, text: str, sound: Spoken, whole: Spoken, marks: Callable[[Audio, str], int]) -> None:
    """Add what is found in a sentence."""
    borders, whole_borders = ([*unmarked_borders(text, each.audio)] for each in (sound, whole))
    quiet = list(pauses(sound.audio.samples))
    total.pauses += sum(any(abs(at - border) < NEAR for border in borders) for at in quiet)
    track, whole_track = (pitch_track(each.audio.samples) for each in (sound, whole))
    total.resets += sum(is_reset(track, border // FRAME) for border in borders)
    for border, whole_border in zip(borders, whole_borders, strict=True):
        here, there = (track, border // FRAME), (whole_track, whole_border // FRAME)
        total.added += is_reset(*here) and not is_like_reset(*there)
        total.missing += is_reset(*there) and not is_like_reset(*here)
    total.same_pitch.append(same_pitch(track, whole_track))
    total.marks += marks(sound.audio, text)
    total.samples += sounding(sound.audio.samples)
    total.lengths.append(sounding(sound.audio.samples) / sounding(whole.audio.samples))
    total.waits.append(sound.first / whole.seconds)


def unmarked_borders(text: str, audio: Audio) -> Iterator[int]:
    """Yield where a word ends, if no mark is written behind it."""
    for word, following in pairwise(audio.words):
        between = text[word.end - 1 : following.start + 1]
        if not any(mark in between for mark in MARKS):
            yield (word.end_sample + following.start_sample) // 2


def pauses(samples: NDArray[np.float32]) -> Iterator[int]:
    """Yield the middle of each quiet part between the first sound and the last."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    level = 10 * np.log10(np.mean(np.square(frames, dtype=np.float64), axis=1) + 1e-9)
    quiet = level < np.percentile(level, 95) + QUIET_DECIBELS
    loud = np.flatnonzero(~quiet)
    for before, after in pairwise(loud):
        if after - before > PAUSE_FRAMES:
            yield int(before + after + 1) * FRAME // 2


def pitch_track(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the pitch of each frame in semitones, NaN where there is none, by autocorrelation."""
    slow = resample(samples, RATE, BEST_RATE)
    hop, size = BEST_RATE // 100, BEST_RATE // 25
    lags = np.arange(BEST_RATE // 400, BEST_RATE // 65)
    track = []
    for start in range(0, len(slow) - size - int(lags[-1]), hop):
        part = slow[start : start + size + int(lags[-1])]
        first = part[:size]
        products = np.correlate(part, first, "valid")[lags]
        energy = np.convolve(np.square(part), np.ones(size), "valid")[lags] * np.square(first).sum()
        similarity = products / np.sqrt(energy + 1e-9)
        best = int(np.argmax(similarity))
        track.append(12 * np.log2(BEST_RATE / lags[best] / 100) if similarity[best] > 0.7 else np.nan)  # noqa: PLR2004
    return np.array(track)


def is_reset(track: NDArray[np.float64], frame: int) -> bool:
    """Return whether the pitch is much higher after a frame than before it."""
    return rise(track, frame, FEWEST_VOICED) > RESET_SEMITONES


def is_like_reset(track: NDArray[np.float64], border: int) -> bool:
    """Return whether the pitch rises nearly as much somewhere near a border."""
    near = int(NEAR) // FRAME
    frames = range(max(border - near, 0), border + near + 1)
    return any(rise(track, frame, FEWEST_VOICED_LIKE) > LIKE_RESET_SEMITONES for frame in frames)


def rise(track: NDArray[np.float64], frame: int, voiced: int) -> float:
    """Return by how many semitones the pitch rises at a frame, NaN with fewer frames of a pitch on a side."""
    before, after = track[max(frame - RESET_FRAMES, 0) : frame], track[frame : frame + RESET_FRAMES]
    if np.isfinite(before).sum() < voiced or np.isfinite(after).sum() < voiced:
        return np.nan
    return float(np.nanmedian(after) - np.nanmedian(before))


def same_pitch(track: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """Return the share of frames with a pitch in both in which it is the same, at the shift where that is most."""
    shares = []
    for shift in range(-MOST_SHIFT, MOST_SHIFT + 1):
        pairs = zip(track[max(shift, 0) :], other[max(-shift, 0) :], strict=False)
        differences = np.abs([one - two for one, two in pairs if np.isfinite(one - two)])
        shares.append(float(np.mean(differences <= SAME_SEMITONES)) if len(differences) else 0.0)
    return max(shares)


def sounding(samples: NDArray[np.float32]) -> int:
    """Return the samples from the first sound to the last."""
    loud = np.flatnonzero(np.abs(samples) > SOUND)
    return int(loud[-1] - loud[0])


def whisper_marks(model: str) -> Callable[[Audio, str], int]:
    """Return a function that counts the marks which Whisper hears where none is written."""
    whisper = import_module("faster_whisper").WhisperModel(model, device="cpu", compute_type="int8", cpu_threads=1)

    def marks(audio: Audio, text: str) -> int:
        samples = resample(audio.samples, RATE, WHISPER_RATE)
        segments, _ = whisper.transcribe(samples, language="en", beam_size=5, condition_on_previous_text=False)
        return unwritten_marks(text, "".join(segment.text for segment in segments))

    return marks


def unwritten_marks(written: str, heard: str) -> int:
    """Return how many marks inside a heard sentence stand where the written one has none."""
    (written_words, written_marks), (heard_words, heard_marks) = (
        words_and_marks(re.findall(r"[\w']+|[,;:.!?—–]", text.lower())) for text in (written, heard)
    )
    places = [0, *(0 for _ in heard_words)]
    for block in SequenceMatcher(None, written_words, heard_words, autojunk=False).get_matching_blocks():
        for at in range(block.size):
            places[block.b + at] = block.a + at
    found = 0
    for at in heard_marks - {len(heard_words) - 1}:
        following = next((place for place in places[at + 1 :] if place), len(written_words))
        found += not any(place in written_marks for place in range(places[at], max(following, places[at] + 1)))
    return found


def words_and_marks(tokens: Sequence[str]) -> tuple[list[str], set[int]]:
    """Return the words, and the numbers of those that a mark follows."""
    words: list[str] = []
    marked = set()
    for token in tokens:
        if token in MARKS:
            marked.add(len(words) - 1)
        else:
            words.append(token)
    return words, marked


def report(totals: dict[str, Total]) -> None:
    """Print a table; the length is that of all sentences."""
    print("way            pauses  resets (added, missing)  pitch   marks  length (least, most)      first sound")
    for name, total in totals.items():
        lengths, length = np.array(total.lengths), total.samples / totals["in one run"].samples
        print(
            f"{name:14} {total.pauses:6} {total.resets:7} ({total.added:5}, {total.missing:7})"
            f" {np.mean(total.same_pitch):6.1%} {total.marks:7}"
            f"  {length:.3f} ({lengths.min():.3f}, {lengths.max():.3f})  {np.median(total.waits):9.2f}"
        )


if __name__ == "__main__":
    main()
