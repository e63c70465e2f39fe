"""A voice of its own for each name, so that those who speak are told apart by ear."""

import json
import time
from collections.abc import Sequence
from pathlib import Path

from wyoming_kokoro.assets import voices_folder
from wyoming_kokoro.atomic_write import locked, replace_file
from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.settings.paths import Paths

MAX_NAMES = 1_000
"""Names that are remembered; the one that has been silent longest is forgotten for a new one."""

MAX_NAME = 100

USED_SECONDS = 7 * 24 * 3600.0
"""A name that has been silent for longer gives its voice to a new one, if no other is free."""


def voice_of(name: str, language: str, paths: Paths, chosen: str | None = None) -> str:
    """Return the voice of a name in a language, which has it from the first time on; a chosen voice becomes its own."""
    if not name.strip() or len(name) > MAX_NAME:
        raise BadRequest(f"A name should have 1 to {MAX_NAME} characters.")
    key = f"{name.strip()}/{_base(language)}"
    try:
        with locked(paths.data):
            given = _read(paths.named_voices)
            voice = chosen or given.get(key, {}).get("voice") or _free(given, voices_for(language))
            given[key] = {"voice": voice, "used": time.time()}
            kept = sorted(given.items(), key=lambda each: -float(str(each[1]["used"])))[:MAX_NAMES]
            replace_file(paths.named_voices, json.dumps(dict(kept), indent=2, ensure_ascii=False).encode())
    except OSError as error:
        raise Unavailable("The voices of names cannot be saved: the data folder cannot be written.") from error
    return str(voice)


def voices_for(language: str) -> list[str]:
    """Return the voices of a language, the best first, women's and men's in turn; then blends of neighbours."""
    catalogue = json.loads((voices_folder() / "catalogue.json").read_text(encoding="utf-8"))["voices"]
    rows = [row for row in catalogue if _base(row["language"]) == _base(language) and "_" in row["id"]]
    rows.sort(key=lambda row: (row["language"] != language, _rank(row["grade"])))
    groups = [[row["id"] for row in rows if row["gender"] == gender] for gender in ("female", "male")]
    longest = max(map(len, groups), default=0)
    voices = [group[place] for place in range(longest) for group in groups if place < len(group)]
    blends = [f"{one}*0.5+{other}*0.5" for one, other in zip(voices, voices[2:], strict=False)]
    return voices + blends


def _free(given: dict[str, dict[str, object]], voices: Sequence[str]) -> str:
    """Return the first voice that no name has; else that of the name that has been silent longest."""
    if not voices:
        raise BadRequest("There is no voice in this language to give to a name.")
    taken = {str(each["voice"]) for each in given.values()}
    free = next((voice for voice in voices if voice not in taken), None)
    if free is not None:
        return free
    silent = min(
        (each for each in given.values() if each["voice"] in voices), key=lambda each: float(str(each["used"]))
    )
    if time.time() - float(str(silent["used"])) < USED_SECONDS:
        raise Unavailable(
            f"All {len(voices)} voices of this language belong to names that were used lately; choose one with --voice."
        )
    given.pop(next(key for key, each in given.items() if each is silent))
    return str(silent["voice"])


def _read(path: Path) -> dict[str, dict[str, object]]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(read, dict):
        return {}
    return {key: row for key, row in read.items() if isinstance(row, dict) and {"voice", "used"} <= set(row)}


def _base(language: str) -> str:
    return language.partition("-")[0].lower()


def _rank(grade: str | None) -> tuple[str, int]:
    """Return what sorts grades: A, A-, B+, B, B-, C+..."""
    if not grade:
        return "Z", 0
    return grade[0], {"+": 0, "": 1, "-": 2}[grade[1:]]
