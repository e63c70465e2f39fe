"""How the files are written: what every one has, and what none may hold."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

from tests.house.sources import TOP, nodes, parsed

VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "processor", "misc"}
"""Names of files and classes that do not say what they are for."""

MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:work|farm|root|opt/pypi)(?:/|\b)(?!fs)")
REGISTRY = re.compile(r"(?:pypi|pythonhosted|npmjs|yarnpkg)\.(?:org|com)", re.IGNORECASE)
LEFT_FOR_LATER = re.compile(r"\b(?:TODO|FIXME|NotImplementedError)\b|\bXXX:")
CODE = {"", ".py", ".js", ".html", ".css", ".toml", ".yaml", ".md"}
"""What is written here; lists of words hold whatever words there are."""


def tracked() -> list[Path]:
    """Return every file that git knows here, or, where there is no git, every file that could be one."""
    if (TOP / ".git").exists():
        listed = subprocess.run(
            ["git", "ls-files", "-z"],
            cwd=TOP,
            capture_output=True,
            check=True,
            text=True,
        ).stdout.split("\0")
        paths = [TOP / name for name in listed if name]
    else:
        paths = [path for path in TOP.rglob("*") if not {".venv", "__pycache__"} & set(path.parts)]
    return [path for path in paths if path.is_file() and path != Path(__file__).resolve()]


@cache
def texts() -> dict[Path, str]:
    """Return the content of every tracked text file."""
    contents = {}
    for path in tracked():
        raw = path.read_bytes()
        if b"\0" not in raw:
            contents[path.relative_to(TOP)] = raw.decode("utf-8")
    return contents


def python_files() -> list[Path]:
    """Return every tracked file of Python."""
    return [path for path in texts() if path.suffix == ".py"]


def lines_with(pattern: re.Pattern[str], *, in_data: bool = True) -> list[str]:
    """Return every line of tracked files that a pattern matches, with its place."""
    return [
        f"{path}:{number}: {line.strip()}"
        for path, text in texts().items()
        if in_data or path.suffix in CODE
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_contains_a_path_of_one_machine() -> None:
    assert not lines_with(MACHINE_PATH)


def test_no_file_names_a_package_registry() -> None:
    assert not lines_with(REGISTRY)


def test_no_file_has_a_todo_comment() -> None:
    assert not lines_with(LEFT_FOR_LATER, in_data=False)


def test_every_module_has_a_docstring() -> None:
    silent = [
        str(path) for path in python_files() if texts()[path].strip() and not ast.get_docstring(parsed(TOP / path))
    ]
    assert not silent


def test_no_file_or_class_has_a_vague_name() -> None:
    files = [str(path) for path in texts() if path.stem.lower() in VAGUE]
    classes = [
        f"{path}: {node.name}"
        for path in python_files()
        for node in nodes(TOP / path)
        if isinstance(node, ast.ClassDef) and re.sub(r".*[a-z](?=[A-Z])", "", node.name).lower() in VAGUE
    ]
    assert not files + classes


def test_test_folders_are_no_packages() -> None:
    assert not [path for path in texts() if path.parts[0] == "tests" and path.name == "__init__.py"]


def test_the_patterns_match_their_examples() -> None:
    assert MACHINE_PATH.search("cd /work/main") and MACHINE_PATH.search('"/root/x"')
    assert not MACHINE_PATH.search("https://example.org/work/") and not MACHINE_PATH.search("home/work/x")
    assert REGISTRY.search("https://pypi.org/simple") and LEFT_FOR_LATER.search("# TODO: later")
