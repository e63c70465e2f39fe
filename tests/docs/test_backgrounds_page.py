"""docs/backgrounds.md lists every sound that is made."""

import re
from pathlib import Path

from wyoming_kokoro.audio.sounds import SOUNDS

PAGE = Path(__file__).resolve().parents[2] / "docs/backgrounds.md"


def test_the_page_has_every_sound_with_its_meaning() -> None:
    listed = re.findall(r"^\| `([a-z-]+)` \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert listed == [(sound.name, sound.meaning) for sound in SOUNDS]
