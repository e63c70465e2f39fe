"""Packages offer names that are imported when they are first used."""

import importlib
import pkgutil
import subprocess
import sys

import pytest

from wyoming_kokoro import engines, settings, studio
from wyoming_kokoro.engines import kokoro
from wyoming_kokoro.lazy_imports import lazy_imports

PACKAGES = (settings, studio, engines, kokoro)


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.__name__)
def test_every_public_name_exists_after_all_modules_were_imported(package: object) -> None:
    name = package.__name__  # type: ignore[attr-defined]
    files = [each.name for each in pkgutil.iter_modules(package.__path__)]  # type: ignore[attr-defined]
    for file in files:
        importlib.import_module(f"{name}.{file}")
    for offered in package.__all__:  # type: ignore[attr-defined]
        assert offered not in files, "an imported file would be found in its place"
        assert getattr(package, offered) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        lazy_imports("wyoming_kokoro.settings", {"places": ("Places",)})("nothing")


READS = """
import sys
from wyoming_kokoro.espeakng import EspeakNg
from wyoming_kokoro.studio import phonemes
assert phonemes("Turn on the light in the living room at 5:30, please.", "en-US").startswith("tˈɜɹn")
for heavy in ("numpy", "voluptuous", "asyncio", "wyoming_kokoro.settings.table", "importlib.resources"):
    assert heavy not in sys.modules, heavy
assert EspeakNg.open(start=False).pid is None
"""


def test_reading_a_text_imports_no_heavy_library_and_starts_no_process() -> None:
    done = subprocess.run([sys.executable, "-c", READS], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
