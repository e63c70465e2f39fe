"""Packages offer names that are imported when they are first used."""

import importlib
import pkgutil
import subprocess
import sys

import pytest

from wyoming_kokoro import engines, settings, studio
from wyoming_kokoro.engines import kokoro
from wyoming_kokoro.lazy_imports import lazy_imports
from wyoming_kokoro.workshop import judging

PACKAGES = (settings, studio, engines, kokoro, judging)


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


SERVES = """
import sys
from wyoming_kokoro.app import Application
from wyoming_kokoro.cli import parser
parser(["serve"]).parse_args(["serve"])
loaded = [name for name in sys.modules if name.startswith("wyoming_kokoro.workshop")]
assert not loaded, loaded
"""


def test_serving_imports_nothing_of_the_workshop() -> None:
    done = subprocess.run([sys.executable, "-c", SERVES], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


JUDGES = """
import sys
from wyoming_kokoro.workshop.judging.judges import whisper, distilled, hama, sphinx, signal
for heavy in ("aiohttp", "onnxruntime", "voluptuous", "wyoming_kokoro.studio.studio", "av"):
    assert heavy not in sys.modules, heavy
"""


def test_a_judge_in_an_environment_of_its_own_needs_numpy_alone() -> None:
    done = subprocess.run([sys.executable, "-c", JUDGES], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
