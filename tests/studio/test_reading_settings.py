"""How texts are read follows the settings."""

from pathlib import Path

from wyoming_kokoro.settings import Paths, load
from wyoming_kokoro.studio import Studio, explain


async def _spoken_text(folder: Path, text: str, **chosen: object) -> str:
    names = {f"reading.{name}": value for name, value in chosen.items()}
    studio = await Studio.open(load(Paths(folder, folder), {"engine.name": "tone", **names}, {}))
    config = studio.config
    spoken = explain(text, config.locale("en-US"), config.pronunciation).spoken
    await studio.close()
    return spoken


async def test_the_settings_choose_whether_the_day_or_the_month_is_first(tmp_path: Path) -> None:
    assert await _spoken_text(tmp_path, "05/06/2013") == "May sixth twenty thirteen"
    assert await _spoken_text(tmp_path, "05/06/2013", first="day") == "the fifth of June twenty thirteen"


async def test_the_settings_choose_how_years_are_read(tmp_path: Path) -> None:
    assert await _spoken_text(tmp_path, "in 2013", years="thousands") == "in two thousand thirteen"


async def test_emoji_and_code_are_read_when_the_settings_say_so(tmp_path: Path) -> None:
    text = "Look 🎉\n```\nprint it\n```"
    assert await _spoken_text(tmp_path, text) == "Look."
    assert await _spoken_text(tmp_path, text, emoji=True, code=True) == "Look party popper. print it"
