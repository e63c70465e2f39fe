"""The shipped table has a level for every published voice."""

import json

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.downloads import FileList
from wyoming_kokoro.studio.voice_levels import DIGEST_LENGTH, NUMBERS, VoiceLevels, VoiceSound, reference_sentences

CATALOGUE = json.loads((voices_folder() / "catalogue.json").read_text("utf-8"))["voices"]
FIRST_RELEASE = {"af"}
"""Voices whose file is of Kokoro's first release: half af_bella and half af_sarah."""
TABLE = VoiceLevels.load()


def _kokoro(digest: str) -> VoiceSound:
    return VoiceSound("kokoro", "", ((digest[:DIGEST_LENGTH], 1.0),), "")


def test_every_published_voice_has_a_level_through_kokoro() -> None:
    published = {file.name: file.sha256 for file in FileList.load().voices}
    for voice in CATALOGUE:
        if voice["id"] not in FIRST_RELEASE:
            assert TABLE.is_known(_kokoro(published[voice["id"]])), voice["id"]
            assert -32 < TABLE.voice(_kokoro(published[voice["id"]])) < -12


def test_every_published_voice_has_a_level_through_espeak() -> None:
    for voice in CATALOGUE:
        sound = VoiceSound("espeak", "", ((voice["id"], 1.0),), "")
        assert TABLE.is_known(sound) and -36 < TABLE.voice(sound) < -12, voice["id"]


def test_every_language_of_kokoro_has_sentences_and_others_count() -> None:
    languages = {voice["language"] for voice in CATALOGUE}
    assert all(len(reference_sentences(language)) == 2 for language in languages)
    assert reference_sentences("is-IS") == (NUMBERS,)
