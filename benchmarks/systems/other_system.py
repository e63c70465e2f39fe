"""Runs another system: reads texts as lines of JSON, and writes when which sound arrived.

It imports nothing of ours, as it may run in an environment of its own:

    other_system.py kokoro-onnx|sherpa-onnx|plain FOLDER VOICE THREADS     (0 threads: as the system itself chooses)
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

Text = dict[str, Any]
Arrival = tuple[float, float]
"""Seconds since the request, and seconds of sound."""
RATE = 24_000
LAST_STYLE = 509
MODEL = "model.onnx"


def session(folder: Path, model: str, threads: int) -> Any:  # noqa: ANN401 - the library has no types
    """Return a session as ONNX Runtime opens it by default, with a number of threads."""
    import onnxruntime  # noqa: PLC0415 - not there in every environment

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(folder / model), options, providers=["CPUExecutionProvider"])


def kokoro_onnx(folder: Path, voice: str, threads: int, model: str) -> Callable[[list[Text]], list[list[Arrival]]]:
    """Speak with kokoro-onnx's stream, from phonemes and without trimming, so that it makes the same sound as we do."""
    from kokoro_onnx import Kokoro  # noqa: PLC0415 - as above

    voices = str(folder / "voices-v1.0.bin")
    if threads:
        kokoro = Kokoro.from_session(session(folder, model, threads), voices)
    else:
        kokoro = Kokoro(str(folder / model), voices)

    async def one(text: Text, began: float) -> list[Arrival]:
        stream = kokoro.create_stream(text["phonemes"], voice, is_phonemes=True, trim=False, **PAUSES)
        return [(time.perf_counter() - began, len(audio) / RATE) async for audio, _ in stream]

    async def all_of(texts: list[Text]) -> list[list[Arrival]]:
        began = time.perf_counter()
        return await asyncio.gather(*(one(text, began) for text in texts))

    return lambda texts: asyncio.run(all_of(texts))


PAUSES: dict[str, Any] = {"sentence_pause": 0.0, "clause_pause": 0.0}


def sherpa_onnx(folder: Path, voice: str, threads: int, model: str) -> Callable[[list[Text]], list[list[Arrival]]]:
    """Speak with sherpa-onnx, which looks up words in a list, and calls back after each sentence."""
    import sherpa_onnx as sherpa  # noqa: PLC0415 - as above

    own = folder / "sherpa"
    names = json.loads((own / "voices.json").read_text("utf-8"))
    kokoro = sherpa.OfflineTtsKokoroModelConfig(
        model=str(own / model),
        voices=str(own / "voices.bin"),
        tokens=str(own / "tokens.txt"),
        data_dir=str(own / "espeak-ng-data"),
        lexicon=str(own / "lexicon.txt"),
    )
    config = sherpa.OfflineTtsModelConfig(kokoro=kokoro, num_threads=threads or os.cpu_count() or 1)
    tts = sherpa.OfflineTts(sherpa.OfflineTtsConfig(model=config, max_num_sentences=1))

    def one(text: Text, began: float) -> list[Arrival]:
        arrivals: list[Arrival] = []

        def received(samples: Any, _: float) -> int:  # noqa: ANN401 - as above
            arrivals.append((time.perf_counter() - began, len(samples) / RATE))
            return 1

        tts.generate(text["text"], sid=names.index(voice), speed=1.0, callback=received)
        return arrivals

    return lambda texts: _on_threads(one, texts)


def plain(folder: Path, voice: str, threads: int, model: str) -> Callable[[list[Text]], list[list[Arrival]]]:
    """Run the exported graph in ONNX Runtime, and nothing around it: each text is one run."""
    import numpy as np  # noqa: PLC0415 - as above

    opened = session(folder, model, threads)
    styles = np.load(folder / "voices-v1.0.bin")[voice]
    tokens = opened.get_inputs()[0].name

    def one(text: Text, began: float) -> list[Arrival]:
        numbers = text["tokens"]
        feeds = {
            tokens: np.array([[0, *numbers, 0]], np.int64),
            "style": styles[min(len(numbers) - 1, LAST_STYLE)],
            "speed": np.ones(1, np.float32),
        }
        samples = opened.run(None, feeds)[0]
        return [(time.perf_counter() - began, samples.size / RATE)]

    return lambda texts: _on_threads(one, texts)


def _on_threads(one: Callable[[Text, float], list[Arrival]], texts: list[Text]) -> list[list[Arrival]]:
    began = time.perf_counter()
    if len(texts) == 1:
        return [one(texts[0], began)]
    with ThreadPoolExecutor(len(texts)) as pool:
        return list(pool.map(lambda text: one(text, began), texts))


SYSTEMS = {"kokoro-onnx": kokoro_onnx, "sherpa-onnx": sherpa_onnx, "plain": plain}


def requests() -> Iterator[list[Text]]:
    """Yield the texts of each request."""
    for line in sys.stdin:
        yield json.loads(line)


def main() -> None:
    """Report that it is ready, and answer requests."""
    name, folder, voice, threads = sys.argv[1:5]
    model = sys.argv[5] if len(sys.argv) > 5 else MODEL  # noqa: PLR2004 - the last argument is optional
    speak = SYSTEMS[name](Path(folder), voice, int(threads), model)
    print("ready", flush=True)
    for texts in requests():
        print(json.dumps(speak(texts)), flush=True)


if __name__ == "__main__":
    main()
