"""The shipped settings show every one, as it is built in."""

import json

from wyoming_kokoro import assets
from wyoming_kokoro.settings import OPTIONS


def test_the_shipped_file_shows_every_setting_with_its_default() -> None:
    shown = json.loads(assets.config_file().read_text(encoding="utf-8"))
    values = {f"{section}.{key}": value for section, keys in shown.items() for key, value in keys.items()}
    assert list(values) == list(OPTIONS)
    checked = {name: OPTIONS[name].check(value) for name, value in values.items()}
    assert checked == {name: option.default for name, option in OPTIONS.items()}
