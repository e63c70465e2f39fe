"""Every published voice of every release of Kokoro can be imported, loaded and asked for by its name."""

from pathlib import Path

import numpy as np
import pytest

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.downloads import COLUMNS, ROWS, Disk, Downloads, voices_in
from wyoming_kokoro.settings import DownloadSettings
from wyoming_kokoro.speech import Voice
from wyoming_kokoro.voices import Catalogue
from wyoming_kokoro.voices.catalogue import MAX_NAME_LENGTH

AMERICAN = ("af", "af_bella", "af_nicole", "af_sarah", "af_sky", "am_adam", "am_michael")
FIRST = (*AMERICAN, "bf_emma", "bf_isabella", "bm_george", "bm_lewis")
MEN = """
9 10 11 12 13 14 15 16 20 25 29 30 31 33 34 35 37 41 45 50 52 53 54 55 56 57 58 61 62 63 64 65 66 68 69 80 81 82 89 91
95 96 97 98 100
"""
CHINESE_MEN = frozenset(map(int, MEN.split()))
"""The numbers from 1 to 100 that are men's; the others are women's."""
CHINESE = tuple(f"z{'m' if number in CHINESE_MEN else 'f'}_{number:03}" for number in range(1, 101))
RELEASES = {
    "0.19": (511, FIRST),
    "1.0": (510, tuple(voice.name for voice in Catalogue.load(voices_folder()).listed() if voice.kind == "kokoro")),
    "1.1 Chinese": (510, ("af_maple", "af_sol", "bf_vale", *CHINESE)),
}
LANGUAGES = {"a": "en-US", "b": "en-GB", "z": "zh-CN", "d": "de-DE"}


def test_the_releases_have_as_many_voices_as_were_published() -> None:
    assert {release: len(names) for release, (_, names) in RELEASES.items()} == {
        "0.19": 11,
        "1.0": 55,
        "1.1 Chinese": 103,
    }


@pytest.mark.parametrize("release", RELEASES)
def test_every_voice_of_a_release_is_loaded_from_its_archive(tmp_path: Path, release: str) -> None:
    rows, names = RELEASES[release]
    archive = tmp_path / "voices.bin"
    voices = {
        name: np.full((rows, 1, COLUMNS), number + 1, np.float32) + np.arange(rows, dtype=np.float32)[:, None, None]
        for number, name in enumerate(names)
    }
    with archive.open("wb") as file:
        np.savez(file, **voices)  # type: ignore[arg-type] # its stubs have only an argument of its own
    store = Downloads(tmp_path, DownloadSettings(enabled=False))
    known = {file.name for file in store.voices.published}
    found = dict(voices_in(archive, Disk()))
    assert set(found) == set(names)
    for name in names:
        own = f"{name}_own"[:32] if name in known else name  # a published file has a digest that this one has not
        store.voices.import_file(own, [found[name]])
        style = store.style(own)
        assert style.shape == (ROWS, COLUMNS)
        np.testing.assert_array_equal(style, voices[name][rows - ROWS :, 0])


def test_voices_of_other_releases_are_listed_in_their_languages() -> None:
    others = [*RELEASES["1.1 Chinese"][1], "df_victoria", "dm_martin"]
    catalogue = Catalogue.load(voices_folder(), own=others)
    for name in others:
        voice: Voice = catalogue.find(name)
        gender = {"f": "female", "m": "male"}[name[1]]
        assert (voice.language, voice.gender, voice.kind) == (LANGUAGES[name[0]], gender, "own")
    assert catalogue.find("+".join(others[:5])[:MAX_NAME_LENGTH]).language in LANGUAGES.values()
