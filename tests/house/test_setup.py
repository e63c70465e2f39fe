"""script/setup, on machines that lack something: stand-ins for Python in a PATH that holds nothing else."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
TOOLS = ("bash", "cat", "cksum", "cut", "dirname", "flock", "grep", "id", "mkdir", "mv", "rm")

NEW = """
case "$*" in
  *python_version*) echo 3.15.0 ;;
  *) exit 1 ;;
esac
"""
"""Stands in for a Python 3.15."""

SHIM = 'echo "pyenv: python3.12: command not found" >&2; exit 127'
"""Stands in for pyenv's empty place holder."""

FIT = """
case "$*" in
  *python_version*) echo 3.11.2 ;;
  *version_info*) exit 0 ;;
  --version) echo Python 3.11.2 ;;
  *tomllib*) echo pytest ;;
  "-m venv .venv") VENV ;;
  "-m virtualenv"*) VIRTUALENV ;;
  "-m pip --version") exit 0 ;;
  "-m pip install"*) echo "$*" >>installed ;;
  *) exit 1 ;;
esac
"""
"""Stands in for a Python 3.11; VENV and VIRTUALENV say what comes of asking it for an environment."""

MADE = 'mkdir -p .venv/bin && cat "$0" >.venv/bin/python && chmod +x .venv/bin/python'


class Machine:
    """A checkout, and a PATH with a few tools and the Pythons that a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "checkout"
        self.bin = folder / "bin"
        (self.checkout / "script").mkdir(parents=True)
        self.bin.mkdir()
        for name in ("script/setup", "script/find_pythons.sh", "pyproject.toml", "constraints.txt"):
            shutil.copy(TOP / name, self.checkout / name)
        for tool in (*TOOLS, "chmod"):
            found = shutil.which(tool, path="/usr/bin:/bin")
            if found:
                (self.bin / tool).symlink_to(found)

    def has(self, name: str, program: str) -> None:
        """Put a program on the PATH."""
        path = self.bin / name
        path.write_text(f"#!{self.bin}/bash\n{program}\n", encoding="utf-8")
        path.chmod(0o755)

    def setup(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run script/setup from another folder."""
        environment = {"PATH": str(self.bin), "HOME": str(self.checkout.parent), "LC_ALL": "C"}
        return subprocess.run(
            [self.bin / "bash", self.checkout / "script/setup", *arguments],
            cwd=os.sep,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def installed(self) -> list[str]:
        """How pip was called, one line each time."""
        path = self.checkout / "installed"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine without any Python."""
    return Machine(tmp_path)


def fit(*, venv: str = MADE, virtualenv: str = "exit 1") -> str:
    """A Python 3.11 that answers as said when asked for an environment."""
    return FIT.replace("VIRTUALENV", virtualenv).replace("VENV", venv)


def test_a_python_version_that_is_too_new_is_named_in_the_error(machine: Machine) -> None:
    machine.has("python3", NEW)
    result = machine.setup()
    assert result.returncode == 1
    assert "only Python 3.15.0 is here" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_missing_python_is_reported_in_one_line(machine: Machine) -> None:
    result = machine.setup()
    assert result.returncode == 1
    assert "Python 3.11 to 3.14 is needed:" in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_pyenv_shim_without_a_version_is_skipped(machine: Machine) -> None:
    machine.has("python3.12", SHIM)
    machine.has("python3.11", fit())
    assert machine.setup().returncode == 0
    assert len(machine.installed()) == 1


@pytest.mark.parametrize("version", ["3.11.7", "3.12.1", "3.13.0", "3.14.0"])
def test_a_pyenv_version_without_a_shim_is_found(machine: Machine, version: str) -> None:
    home = machine.checkout.parent / f".pyenv/versions/{version}/bin"
    home.mkdir(parents=True)
    machine.has("python3", NEW)
    machine.has("python", fit())
    shutil.move(machine.bin / "python", home / "python")
    assert machine.setup().returncode == 0


def test_the_best_python_is_taken_first(machine: Machine) -> None:
    for version in ("3.11", "3.12", "3.13", "3.14"):
        machine.has(f"python{version}", fit(venv=f"echo {version} >>tried; {MADE}"))
    assert machine.setup().returncode == 0
    assert (machine.checkout / "tried").read_text(encoding="utf-8").split() == ["3.12"]


def test_without_venv_virtualenv_is_used(machine: Machine) -> None:
    machine.has("python3", fit(venv="exit 1", virtualenv=MADE))
    assert machine.setup().returncode == 0


def test_without_venv_and_virtualenv_one_line_says_what_to_install(machine: Machine) -> None:
    machine.has("python3", fit(venv="mkdir .venv; exit 1"))
    result = machine.setup()
    assert result.returncode == 1
    assert "apt install python3-venv" in result.stderr
    assert result.stderr.count("\n") == 1
    assert not (machine.checkout / ".venv").exists()


def test_a_second_run_installs_nothing(machine: Machine) -> None:
    machine.has("python3", fit())
    machine.setup()
    again = machine.setup()
    assert again.returncode == 0
    assert again.stderr == ""
    assert len(machine.installed()) == 1


def test_development_packages_are_installed_only_with_the_dev_argument(machine: Machine) -> None:
    machine.has("python3", fit())
    machine.setup()
    machine.setup("--dev")
    machine.setup()
    assert [line.endswith(" pytest") for line in machine.installed()] == [False, True]


@pytest.mark.parametrize("changed", ["pyproject.toml", "constraints.txt"])
def test_a_change_of_the_packages_sets_up_again(machine: Machine, changed: str) -> None:
    machine.has("python3", fit())
    machine.setup()
    with (machine.checkout / changed).open("a", encoding="utf-8") as file:
        file.write("# another line\n")
    machine.setup()
    assert len(machine.installed()) == 2


def test_an_installation_that_fails_is_tried_again(machine: Machine) -> None:
    machine.has("python3", fit().replace('echo "$*" >>installed', "exit 1"))
    assert machine.setup().returncode == 1
    (machine.checkout / ".venv/bin/python").unlink()
    machine.has("python3", fit())
    assert machine.setup().returncode == 0
    assert len(machine.installed()) == 1


def test_a_moved_checkout_sets_up_again(machine: Machine) -> None:
    machine.has("python3", fit())
    machine.setup()
    machine.checkout = machine.checkout.rename(machine.checkout.parent / "moved")
    machine.setup()
    assert len(machine.installed()) == 2


def test_an_unknown_argument_is_refused(machine: Machine) -> None:
    assert machine.setup("--everything").returncode == 2
