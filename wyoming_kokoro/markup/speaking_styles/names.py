"""Finds a speaking style by its name, or by the name that another service has for the nearest one."""

import re
from collections.abc import Mapping
from functools import cache

from wyoming_kokoro.markup.speaking_styles.speaking_style import SpeakingStyle
from wyoming_kokoro.markup.speaking_styles.styles import SPEAKING_STYLES
from wyoming_kokoro.markup.tables import rows

_GAPS = re.compile(r"[\s_-]+")


def style_called(name: str) -> SpeakingStyle | None:
    """Return the style of a name: Excited, newscast-formal, sports_commentary; None if there is none like it."""
    name = _GAPS.sub("-", name.strip().lower())
    return SPEAKING_STYLES.get(name) or SPEAKING_STYLES.get(_names().get(name, ""))


@cache
def _names() -> Mapping[str, str]:
    return {name: row[0] for row in rows("style_names.tsv") for name in row[1].split()}
