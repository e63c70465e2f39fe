"""Voices are measured once."""

from pathlib import Path

import numpy as np
import pytest

from wyoming_kokoro.audio.loudness import LEVEL
from wyoming_kokoro.speech import NOTHING, RATE, Samples
from wyoming_kokoro.studio import voice_loudness
from wyoming_kokoro.studio.voice_loudness import VoiceLoudness


def _voice(level: float) -> Samples:
    sound: Samples = (level * np.sin(2 * np.pi * 300 * np.arange(2 * RATE) / RATE)).astype(np.float32)
    return sound


def test_a_soft_voice_is_turned_up_and_a_loud_one_down(tmp_path: Path) -> None:
    measured = VoiceLoudness(tmp_path / "levels.json")
    measured.learn("soft", _voice(0.08))
    measured.learn("loud", _voice(0.3))
    assert measured.gain("soft") > 1 > measured.gain("loud")
    assert measured.gain("soft") * 0.08 == pytest.approx(measured.gain("loud") * 0.3, rel=0.01)
    assert measured.gain("unknown") == 1.0 and not measured.knows("unknown")


def test_measured_levels_are_known_after_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "cache" / "levels.json"
    VoiceLoudness(file).learn("voice", _voice(0.1))
    again = VoiceLoudness(file)
    assert again.knows("voice") and again.gain("voice") != 1.0
    assert [path.name for path in file.parent.iterdir()] == ["levels.json"]


def test_silence_is_not_measured(tmp_path: Path) -> None:
    measured = VoiceLoudness(tmp_path / "levels.json")
    measured.learn("voice", NOTHING)
    assert not measured.knows("voice")


@pytest.mark.parametrize(
    "content",
    ["", "[1]", "{", '{"voice": "loud"}', '{"voice": NaN}', '{"voice": 500.0}', "[" * 100_000, "x" * 2_000_000],
    ids=["empty", "a list", "half", "a word", "no number", "impossible", "deep", "huge"],
)
def test_a_damaged_file_only_loses_the_measured_levels(tmp_path: Path, content: str) -> None:
    file = tmp_path / "levels.json"
    file.write_text(content)
    measured = VoiceLoudness(file)
    assert measured.gain("voice") == 1.0
    measured.learn("voice", _voice(0.1))
    assert VoiceLoudness(file).knows("voice")


def test_a_folder_that_cannot_be_written_does_not_stop_measuring(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    measured = VoiceLoudness(tmp_path / "file" / "levels.json")
    measured.learn("voice", _voice(0.1))
    assert measured.knows("voice")


def test_the_number_of_measured_voices_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice_loudness, "MAX_VOICES", 3)
    measured = VoiceLoudness(tmp_path / "levels.json")
    for name in "abcd":
        measured.learn(name, _voice(0.1))
    assert [measured.knows(name) for name in "abcd"] == [False, True, True, True]


def test_the_common_level_leaves_room_for_peaks() -> None:
    assert LEVEL <= -18
