"""The page of voices names every voice."""

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.settings import Settings
from wyoming_kokoro.voices import Catalogue
from wyoming_kokoro.voices.page import page


def test_every_voice_and_alias_is_on_the_page() -> None:
    lines = page().splitlines()
    listed = Catalogue.load(voices_folder(), EspeakNg.open().languages()).listed()
    for name in [*(voice.name for voice in listed), *Settings().voices.aliases]:
        assert any(line.startswith((f"| `{name}` ", f"| [`{name}`](")) for line in lines)
