"""Every module of the program can be imported with this Python, without a warning."""

import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
IMPORT = "import importlib, sys; [importlib.import_module(name) for name in sys.argv[1:]]"
NEEDS_EXTRAS = {
    "wyoming_kokoro.fleet.serve": "Ray",
    "wyoming_kokoro.fleet.batch": "Ray",
}
"""Modules that import at once what only an extra brings."""


def modules() -> list[str]:
    """The names of all modules but those that run when they are imported."""
    files = (path.relative_to(TOP).with_suffix("") for path in (TOP / "wyoming_kokoro").rglob("*.py"))
    names = (".".join(path.parts).removesuffix(".__init__") for path in files)
    return sorted(name for name in names if not name.endswith(".__main__"))


@pytest.mark.slow
def test_every_module_can_be_imported_without_a_warning() -> None:
    names = [name for name in modules() if name not in NEEDS_EXTRAS]
    assert len(names) > 500
    command = [sys.executable, "-W", "error", "-W", "ignore:'audioop' is deprecated:DeprecationWarning", "-c", IMPORT]
    imported = subprocess.run([*command, *names], cwd=TOP, capture_output=True, text=True, check=False)
    assert imported.returncode == 0, imported.stderr
    assert imported.stderr == ""
