"""What speaks: the plain graph, our program, kokoro-onnx and eSpeak NG, each as people use it."""

import asyncio
import os
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import onnxruntime

from benchmarks.hearing.texts import Item, language_of
from wyoming_kokoro.engines.kokoro.graph_rewrite import silence_noise
from wyoming_kokoro.engines.kokoro.tensor_names import MAX_TOKENS, STYLE_ROWS, STYLE_SIZE
from wyoming_kokoro.engines.kokoro.vocabulary import PAD, Vocabulary
from wyoming_kokoro.onnx_format.graphs import read_model
from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.speech import NOTHING, Delivery, Samples, Utterance, WordTime
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.studio.explaining import phonemes
from wyoming_kokoro.text import Locale, SentenceSplitter

INT8 = "kokoro-v1.0.int8.onnx"
FULL = "real-full.onnx"
QUIET = "quiet-"
"""Begins the name of a model file without noise."""
QUIET_SET = "quiet"
"""The set that is spoken without noise."""
PREPARE_SECONDS = 3600.0
"""How long a model may be prepared on a busy machine."""
POLL_SECONDS = 0.5
SETTINGS: Mapping[str, object] = {
    "cache.memory_megabytes": 0,
    "cache.precompute": False,
    "downloads.enabled": False,
    "limits.text_characters": 20_000,
}
"""No sound is made ahead of time, and the long text is allowed; all else is as shipped."""

Spoken = tuple[Samples, list[WordTime]]
"""Samples, and the times of the words, where they are known."""
Speak = Callable[[Item], Awaitable[Spoken]]
Speaker = AbstractAsyncContextManager[Speak]


@dataclass(frozen=True, slots=True)
class Configuration:
    """One way to speak; a row of the table."""

    name: str
    title: str
    model: str
    """The model file; empty if none is needed."""
    open: Callable[[Path, str], Speaker]
    """Opens it, with a data folder and a model file."""
    sets: tuple[str, ...]
    plain: str = ""
    """The configuration that it is compared with."""


@asynccontextmanager
async def plain_graph(data: Path, model: str) -> AsyncGenerator[Speak, None]:
    """Speak with the model file as ONNX Runtime runs it: our phonemes, and one run for each sentence."""
    session = onnxruntime.InferenceSession(str(data / "models" / model), providers=["CPUExecutionProvider"])
    vocabulary = Vocabulary.published()
    integer = "int" in session.get_inputs()[2].type

    def run(item: Item) -> Spoken:
        styles = np.fromfile(data / "voices" / f"{item.voice}.bin", "<f4").reshape(STYLE_ROWS, STYLE_SIZE)
        sounds = [NOTHING]
        for sentence in _sentences(item.text, item.language):
            known = [each for each in vocabulary.tokens(phonemes(sentence, item.language)) if each != PAD]
            tokens = known[:MAX_TOKENS]
            if not tokens:
                continue
            feeds = [
                np.array([[PAD, *tokens, PAD]], np.int64),
                styles[len(tokens) - 1][None],
                np.ones(1, np.int32 if integer else np.float32),
            ]
            names = [each.name for each in session.get_inputs()]
            (samples, *_) = session.run(None, dict(zip(names, feeds, strict=True)))
            sounds.append(np.asarray(samples, np.float32).ravel())
        return np.concatenate(sounds), []

    async def speak(item: Item) -> Spoken:
        return await asyncio.to_thread(run, item)

    yield speak


@asynccontextmanager
async def our_program(data: Path, model: str) -> AsyncGenerator[Speak, None]:
    """Speak with our program, as it is shipped, once it has prepared the model; without a model with eSpeak NG."""
    engine = {"engine.name": "kokoro", "engine.model": model} if model else {"engine.name": "espeak"}
    studio = await Studio.open(load(Paths(data, data), {**SETTINGS, **engine}, {}))
    try:
        await _prepared(studio)
        yield partial(_through_studio, studio)
    finally:
        await studio.close()


@asynccontextmanager
async def kokoro_onnx(data: Path, model: str) -> AsyncGenerator[Speak, None]:
    """Speak with kokoro-onnx: its own text front end, and its defaults."""
    from kokoro_onnx import Kokoro  # noqa: PLC0415 - it loads an eSpeak NG of its own, which no other configuration needs

    archive = data / "voices.npz"
    if not archive.is_file():
        voices = {path.stem: np.fromfile(path, "<f4") for path in sorted((data / "voices").glob("*.bin"))}
        partial_file = data / "voices.part.npz"
        np.savez(partial_file, **{name: each.reshape(STYLE_ROWS, 1, STYLE_SIZE) for name, each in voices.items()})  # type: ignore[arg-type] # numpy takes the arrays' names for its own options
        partial_file.replace(archive)
    kokoro = Kokoro(str(data / "models" / model), str(archive))

    def run(item: Item) -> Spoken:
        samples, _ = kokoro.create(item.text, item.voice, lang=item.language.lower())
        return np.asarray(samples, np.float32), []

    async def speak(item: Item) -> Spoken:
        return await asyncio.to_thread(run, item)

    yield speak


CONFIGURATIONS = (
    Configuration("plain-full", "plain graph, full precision", FULL, plain_graph, ("prompts", "quiet")),
    Configuration(
        "exact-full", "our program, full precision", FULL, our_program, ("prompts", "quiet", "short"), "plain-full"
    ),
    Configuration("plain-int8", "plain graph, int8", INT8, plain_graph, ("prompts", "quiet", "short", "voices")),
    Configuration(
        "exact-int8",
        "our program, int8",
        INT8,
        our_program,
        ("prompts", "quiet", "short", "voices", "long"),
        "plain-int8",
    ),
    Configuration("kokoro-onnx", "kokoro-onnx, int8", INT8, kokoro_onnx, ("prompts", "short"), "plain-int8"),
    Configuration("espeak", "eSpeak NG", "", our_program, ("prompts",), "plain-int8"),
)
"""Every way to speak that is compared, in the order of the table."""


def data_folder(folder: Path, real: Path, models: Path) -> Path:
    """Return a data folder with links to the voices and to every model that is here, and models without noise."""
    for source in (real, models):
        for path in (*source.glob("models/*.onnx"), *source.glob("*.onnx"), *source.glob("voices/*.bin")):
            link = folder / ("voices" if path.suffix == ".bin" else "models") / path.name
            link.parent.mkdir(parents=True, exist_ok=True)
            if not link.exists():
                link.symlink_to(os.path.abspath(path))  # noqa: PTH100 - links are not followed
    for name in (INT8, FULL):
        model, quiet = folder / "models" / name, folder / "models" / f"{QUIET}{name}"
        if model.is_file() and not quiet.is_file():
            graph = read_model(model.read_bytes())
            silence_noise(graph.graph)
            quiet.write_bytes(graph.SerializeToString())
    return folder


async def _prepared(studio: Studio) -> None:
    """Wait until the engine that the settings name speaks, in its final form."""
    polls = int(PREPARE_SECONDS / POLL_SECONDS)
    for _ in range(polls):
        if not (studio.status().standing_in or studio.improving):
            return
        await asyncio.sleep(POLL_SECONDS)
    raise SystemExit(f"The model is not ready after {PREPARE_SECONDS:.0f} seconds: {studio.status().why}")


async def _through_studio(studio: Studio, item: Item) -> Spoken:
    sounds, words = [NOTHING], list[WordTime]()
    delivery = Delivery(voice=item.voice, language=language_of(item.voice))
    async with aclosing(studio.speak(Utterance(item.text, delivery))) as blocks:
        async for block in blocks:
            sounds.append(block.samples)
            words += block.words
    return np.concatenate(sounds), words


def _sentences(text: str, language: str) -> Iterator[str]:
    splitter = SentenceSplitter(Locale(language))
    for sentence in (*splitter.feed(text), *splitter.finish()):
        yield sentence.text
