"""What `script/bench ear` computes: word errors, pauses, distances, intervals and the tables."""

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.hearing.measures import distance, pauses
from benchmarks.hearing.results import Results
from benchmarks.hearing.sounds import SoundFolder
from benchmarks.hearing.texts import SETS, classes, prompts
from wyoming_kokoro.speech import RATE, Samples
from wyoming_kokoro.workshop.judging.intervals import mean, ratio
from wyoming_kokoro.workshop.judging.spoken_form import compare


@pytest.mark.parametrize(
    ("written", "heard", "wrong"),
    [
        ("The house costs $450,000.", "the house costs four hundred fifty thousand dollars", ()),
        ("The sky is gray.", "The sky is grey.", ()),
        ("He bought two books.", "He bought too books.", ()),
        ("It is in the bedroom.", "It is in the bed room.", ()),
        ("The bus is at 8:30.", "The bus is at 830.", ()),
        ("The bus is at 8:30.", "The bus is at 8.30.", ()),
        ("Send the e-mail.", "Send the email.", ()),
        ("The door is open.", "The door is.", ("open > -",)),
        ("The door is open.", "The old door is open.", ("- > old",)),
        ("Set it in the den.", "Set it in the Dan.", ("den > dan",)),
        ("", "Hello.", ("- > hello",)),
    ],
)
def test_words_count_as_wrong_only_where_the_ear_can_tell(written: str, heard: str, wrong: tuple[str, ...]) -> None:
    assert compare(written, heard, "en-US").wrong == wrong


def test_characters_are_compared_where_there_are_no_blanks() -> None:
    found = compare("厨房的灯开着。", "厨房的等开着。", "zh-CN")
    assert (found.words, found.wrong) == (6, ("灯 > 等",))


def test_commas_that_were_not_written_are_counted() -> None:
    assert compare("We saw nothing but water.", "We saw nothing, but water.", "en-US").extra_commas == 1
    assert compare("First, 1,204 books.", "First, 1204 books.", "en-US").extra_commas == 0


def tone(seconds: float, level: float = 0.2) -> Samples:
    return np.asarray(level * np.sin(2 * np.pi * 220 * np.arange(round(seconds * RATE)) / RATE), np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(round(seconds * RATE), np.float32)


def test_pauses_are_those_inside_the_speech() -> None:
    sound = np.concatenate([silence(0.3), tone(0.5), silence(0.04), tone(0.5), silence(0.2), tone(0.5), silence(0.4)])
    found = pauses(sound)
    assert found.count == 1
    assert found.seconds == pytest.approx(0.2, abs=0.03)
    assert found.speech == pytest.approx(1.74, abs=0.03)
    assert pauses(silence(1)).speech == 0


def test_shift_and_level_are_no_distance(rng: np.random.Generator) -> None:
    reference = np.asarray(rng.standard_normal(RATE) * 0.1, np.float32)
    shifted = np.concatenate([silence(0.1), 0.5 * reference, silence(0.2)])
    assert distance(shifted, reference).noise > 100
    assert distance(shifted, reference).spectral < 0.01
    noisy = reference + np.asarray(rng.standard_normal(RATE) * 0.01, np.float32)
    assert distance(noisy, reference).noise == pytest.approx(20, abs=0.5)
    assert distance(noisy, reference).spectral > 0.3


def test_an_interval_holds_the_mean_and_narrows_with_more_texts(rng: np.random.Generator) -> None:
    few, many = (mean(rng.normal(3, 1, count).tolist()) for count in (10, 1000))
    for interval in (few, many):
        assert interval.low < 3 < interval.high
    assert many.high - many.low < (few.high - few.low) / 4
    assert ratio([1, 0], [10, 30]).value == pytest.approx(1 / 40)


def test_there_are_a_hundred_prompts_in_ten_classes() -> None:
    assert len({item.text for item in prompts()}) == 100
    assert len(classes(prompts())) == 10
    for items in SETS.values():
        spoken = items()
        assert len({item.key for item in spoken}) == len(spoken)


def test_the_tables_name_what_is_worse_than_the_plain_graph(tmp_path: Path) -> None:
    speech = np.concatenate([tone(1), silence(0.2), tone(1)])
    for item in prompts()[:20]:
        keep(tmp_path, "plain-int8", item.key, speech, {"heard": item.text, **scores(4.0)})
        keep(tmp_path, "exact-int8", item.key, speech, {"heard": item.text, **scores(4.0)})
        keep(tmp_path, "kokoro-onnx", item.key, speech, {"heard": f"extra {item.text}", **scores(3.0)})
    lines = {line.split(" | ")[0].strip("| "): line for line in Results(tmp_path).differences().splitlines()}
    assert lines["our program, int8"].endswith("| 1.000 | nothing is worse |")
    assert "behind: word errors, %; OVRL; SIG; BAK; P.808; DistillMOS |" in lines["kokoro-onnx, int8"]
    assert "-1.00 [-1.00, -1.00]" in lines["kokoro-onnx, int8"]
    misheard = list(Results(tmp_path).misheard())
    assert len(misheard) == 20 and misheard[0].endswith("- > extra")


def keep(folder: Path, configuration: str, key: str, samples: Samples, judgement: dict[str, object]) -> None:
    (item,) = [each for each in prompts() if each.key == key]
    kept = SoundFolder(folder / configuration / "prompts")
    kept.write(item, samples, [])
    assert kept.has(item)
    (kept.path / f"{key}.judged.json").write_text(json.dumps(judgement), encoding="utf-8")


def scores(value: float) -> dict[str, object]:
    return dict.fromkeys(("ovrl", "sig", "bak", "p808", "distillmos"), value)
