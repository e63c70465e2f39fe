"""The level of a voice is known from the table, or measured once."""

from pathlib import Path

import numpy as np
import pytest

from wyoming_kokoro.audio.loudness import loudness
from wyoming_kokoro.speech import NOTHING, RATE, Samples
from wyoming_kokoro.studio import voice_loudness
from wyoming_kokoro.studio.voice_levels import VoiceLevels, VoiceSound
from wyoming_kokoro.studio.voice_loudness import VoiceLoudness

TABLE = """{
  "kokoro": {
    "models": [
      {"model": "int8.onnx", "file": "m1", "louder_by": 0.0},
      {"model": "other.onnx", "file": "m2", "louder_by": -3.0}
    ],
    "voices": [
      {"voice": "af_soft", "file": "v1", "level": -26.0},
      {"voice": "af_usual", "file": "v2", "level": -22.0},
      {"voice": "af_loud", "file": "v3", "level": -16.0}
    ]
  },
  "espeak": {"models": [], "voices": [{"voice": "af_soft", "level": -24.0}]}
}"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "cache" / "loudness.json"


@pytest.fixture
def levels(tmp_path: Path) -> VoiceLevels:
    """A small table."""
    path = tmp_path / "voice_levels.json"
    path.write_text(TABLE)
    return VoiceLevels.load(path)


def _sound(*parts: str, model: str = "m1", engine: str = "kokoro") -> VoiceSound:
    return VoiceSound(engine, model, tuple((part, 1 / len(parts)) for part in parts), f"{engine} {model} {parts}")


def _speech(level: float) -> Samples:
    sound: Samples = (level * np.sin(2 * np.pi * 300 * np.arange(2 * RATE) / RATE)).astype(np.float32)
    return sound


def test_published_voices_are_known_at_once(file: Path, levels: VoiceLevels) -> None:
    known = VoiceLoudness(file, levels)
    assert [known.level(_sound(voice)) for voice in ("v1", "v2", "v3")] == [-26, -22, -16]
    assert known.level(_sound("v1", model="m2")) == -29
    assert known.level(_sound("af_soft", model="", engine="espeak")) == -24
    assert not known.is_unmeasured(_sound("v1")) and not known.is_unmeasured(_sound("v1", model="m2"))
    assert not known.is_unmeasured(_sound("af_soft", model="", engine="espeak"))


def test_an_engine_without_a_table_stays_as_loud_as_it_is(file: Path, levels: VoiceLevels) -> None:
    known = VoiceLoudness(file, levels)
    assert known.level(_sound("v1", engine="tone")) is None
    assert not known.is_unmeasured(_sound("v1", engine="tone"))


def test_a_blend_is_between_its_voices_until_it_is_measured(file: Path, levels: VoiceLevels) -> None:
    known, blend = VoiceLoudness(file, levels), _sound("v1", "v3")
    assert known.level(blend) == -21 and known.is_unmeasured(blend)
    known.learn(blend, _speech(0.1))
    assert known.level(blend) == loudness(_speech(0.1)) and not known.is_unmeasured(blend)


def test_a_blend_that_leads_away_from_a_voice_stays_between_the_softest_and_the_loudest(
    file: Path, levels: VoiceLevels
) -> None:
    away = VoiceSound("kokoro", "m1", (("v3", 2.0), ("v1", -1.0)), "away")
    assert VoiceLoudness(file, levels).level(away) == -16


def test_a_voice_of_the_users_own_is_like_most_until_it_is_measured(file: Path, levels: VoiceLevels) -> None:
    known, own = VoiceLoudness(file, levels), _sound("own")
    assert known.level(own) == -22 and known.is_unmeasured(own)
    known.learn(own, _speech(0.3))
    assert known.level(own) == loudness(_speech(0.3))


def test_one_measured_voice_tells_the_level_of_all_voices_of_an_unknown_model(file: Path, levels: VoiceLevels) -> None:
    known = VoiceLoudness(file, levels)
    assert known.level(_sound("v1", model="new")) == -26 and known.is_unmeasured(_sound("v1", model="new"))
    known.learn(_sound("v2", model="new"), _speech(0.05))
    difference = (loudness(_speech(0.05)) or 0) + 22
    assert known.level(_sound("v1", model="new")) == pytest.approx(-26 + difference)
    assert known.is_unmeasured(_sound("v1", model="new"))
    assert VoiceLoudness(file, levels).level(_sound("v3", model="new")) == pytest.approx(-16 + difference)
    assert known.level(_sound("v1")) == -26


def test_measured_levels_are_known_after_a_restart(file: Path, levels: VoiceLevels) -> None:
    VoiceLoudness(file, levels).learn(_sound("own"), _speech(0.1))
    again = VoiceLoudness(file, levels)
    assert not again.is_unmeasured(_sound("own")) and again.level(_sound("own")) == loudness(_speech(0.1))
    assert [path.name for path in file.parent.iterdir()] == ["loudness.json"]


def test_silence_is_not_measured(file: Path, levels: VoiceLevels) -> None:
    known = VoiceLoudness(file, levels)
    known.learn(_sound("own"), NOTHING)
    assert known.is_unmeasured(_sound("own"))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[1]",
        "{",
        '{"voices": "loud"}',
        '{"voices": {"own": NaN}, "models": {"m9": Infinity}}',
        '{"voices": {"kokoro m1 (\'own\',)": 500.0}}',
        "[" * 100_000,
        "x" * 2_000_000,
    ],
    ids=["empty", "a list", "half", "a word", "no number", "impossible", "deep", "huge"],
)
def test_a_damaged_file_only_loses_the_measured_levels(tmp_path: Path, levels: VoiceLevels, content: str) -> None:
    file = tmp_path / "loudness.json"
    file.write_text(content)
    known = VoiceLoudness(file, levels)
    assert known.level(_sound("own")) == -22
    known.learn(_sound("own"), _speech(0.1))
    assert not VoiceLoudness(file, levels).is_unmeasured(_sound("own"))


def test_a_folder_that_cannot_be_written_does_not_stop_measuring(tmp_path: Path, levels: VoiceLevels) -> None:
    (tmp_path / "file").write_text("in the way")
    known = VoiceLoudness(tmp_path / "file" / "loudness.json", levels)
    known.learn(_sound("own"), _speech(0.1))
    assert not known.is_unmeasured(_sound("own"))


def test_the_number_of_measured_voices_and_models_is_limited(
    file: Path, levels: VoiceLevels, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(voice_loudness, "MAX_VOICES", 3)
    monkeypatch.setattr(voice_loudness, "MAX_MODELS", 2)
    known = VoiceLoudness(file, levels)
    sounds = [_sound("v1", model=f"new{number}") for number in range(4)]
    for sound in sounds:
        known.learn(sound, _speech(0.1))
    assert [known.is_unmeasured(sound) for sound in sounds] == [True, False, False, False]
    assert [known.level(_sound("v2", model=sound.model)) == -22 for sound in sounds] == [True, True, False, False]
