"""Each name has a voice of its own, and keeps it."""

import json
from pathlib import Path

import pytest

from wyoming_kokoro.commands.voices import catalogue_of
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.playback.named_voices import USED_SECONDS, voice_of, voices_for
from wyoming_kokoro.settings import LoadedSettings, Paths


def test_every_name_keeps_a_voice_that_no_other_has(tmp_path: Path) -> None:
    paths = Paths(tmp_path, tmp_path)
    names = [f"agent {number}" for number in range(len(voices_for("en-US")))]
    voices = [voice_of(name, "en-US", paths) for name in names]
    assert len(set(voices)) == len(names) > 50
    assert [voice_of(name, "en-US", paths) for name in reversed(names)] == voices[::-1]
    assert voice_of(names[0], "fr-FR", paths).startswith("ff_")
    with pytest.raises(Unavailable, match="--voice"):
        voice_of("one too many", "en-US", paths)


def test_a_name_that_was_silent_for_long_gives_its_voice_away(tmp_path: Path) -> None:
    paths = Paths(tmp_path, tmp_path)
    voices = {f"agent {number}": voice for number, voice in enumerate(voices_for("en-US"))}
    for name, voice in voices.items():
        voice_of(name, "en-US", paths, voice)
    rows = json.loads(paths.named_voices.read_text(encoding="utf-8"))
    rows["agent 7/en"]["used"] -= USED_SECONDS + 1
    paths.named_voices.write_text(json.dumps(rows), encoding="utf-8")
    assert voice_of("a new one", "en-US", paths) == voices["agent 7"]
    assert "agent 7/en" not in json.loads(paths.named_voices.read_text(encoding="utf-8"))


def test_a_chosen_voice_becomes_the_names_own(tmp_path: Path) -> None:
    paths = Paths(tmp_path, tmp_path)
    first = voice_of("builder", "en-US", paths)
    assert voice_of("builder", "en-US", paths, "am_puck") == "am_puck" != first
    assert voice_of("builder", "en-GB", paths) == "am_puck"
    assert voice_of("tester", "en-US", paths) == first
    with pytest.raises(BadRequest):
        voice_of(" ", "en-US", paths)
    paths.named_voices.write_text("[", encoding="utf-8")
    assert voice_of("builder", "en-US", paths) == first, "a damaged file is begun anew"


def test_every_voice_of_the_pool_can_be_asked_for(loaded: LoadedSettings) -> None:
    catalogue = catalogue_of(loaded)
    for language in ("en-US", "fr-FR", "ja-JP"):
        for voice in voices_for(language):
            assert catalogue.find(voice).language.startswith(language[:2])
