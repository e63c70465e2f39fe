"""The published voices that are here, and what the speaker encoder hears of each: measured once, and shipped."""

import json
from collections.abc import Mapping

import numpy as np

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.downloads import COLUMNS, ROWS, Downloads, Style
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.workshop.matching.blend_search import KnownVoices

DIRECTIONS_FILE = "directions.json"
SCALE = 1000
"""The numbers in the file are thousandths."""
MIN_VOICES = 2
MIXED_LANGUAGES = frozenset("abefhip")
"""The letters of languages whose voices speak English well enough to be mixed; Japanese and Chinese ones do not."""


def known_voices(store: Downloads) -> KnownVoices:
    """Return the voices that can be mixed; Unavailable where fewer than two are here. Blocks."""
    table = json.loads((voices_folder() / DIRECTIONS_FILE).read_text("utf-8"))
    names = [name for name in table if name[0] in MIXED_LANGUAGES and store.voices.state(name).state == "present"]
    if len(names) < MIN_VOICES:
        raise Unavailable("Fewer than two voice files are here: `wyoming-kokoro voices fetch` downloads all.")
    directions = np.array([table[name] for name in names], np.float32) / np.float32(SCALE)
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    means: Style = np.stack([store.style(name).mean(axis=0) for name in names]).astype(np.float32)
    return KnownVoices(names, means, directions)


def style_of(store: Downloads, shares: Mapping[str, float], others: Mapping[str, Style] | None = None) -> Style:
    """Return the numbers of a blend of voice files, and of others that are given."""
    total = sum(shares.values())
    mixed: Style = np.zeros((ROWS, COLUMNS), np.float32)
    for name, share in shares.items():
        style = (others or {}).get(name)
        mixed += (store.style(name) if style is None else style) * np.float32(share / total)
    return mixed
