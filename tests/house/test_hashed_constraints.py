"""constraints-hashed.txt has what the base installation needs, in the versions of constraints.txt, each with hashes."""

import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TOP = Path(__file__).resolve().parents[2]
HASHED = (TOP / "constraints-hashed.txt").read_text(encoding="utf-8")
OUTDATED = "constraints-hashed.txt is outdated: script/hashed-constraints writes it"


def pinned(text: str) -> dict[str, str]:
    """The version of each package of a list."""
    found = re.findall(r"^([\w.-]+)==([^\s;]+)", text, re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def needed() -> set[str]:
    """The packages of the base installation with this Python, and those that they need."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pending, found = list(project["dependencies"]), set[str]()
    while pending:
        requirement = Requirement(pending.pop())
        name = canonicalize_name(requirement.name)
        if name not in found and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
            found.add(name)
            pending += distribution(name).requires or []
    return found


def test_versions_are_those_of_the_constraints() -> None:
    constraints = pinned((TOP / "constraints.txt").read_text(encoding="utf-8"))
    hashed = pinned(HASHED)
    assert hashed == {name: constraints[name] for name in hashed}, OUTDATED


def test_the_base_installation_is_complete() -> None:
    assert needed() <= set(pinned(HASHED)), OUTDATED


def test_each_package_has_hashes() -> None:
    entries = HASHED.replace("\\\n", " ").splitlines()
    packages = [entry for entry in entries if not entry.startswith("#")]
    assert len(packages) == len(pinned(HASHED))
    for entry in packages:
        hashes = re.findall(r" --hash=sha256:[0-9a-f]{64}(?= |$)", entry)
        assert hashes and len(hashes) == entry.count("--hash"), entry


def test_it_names_no_index() -> None:
    assert "://" not in HASHED
    assert not re.search(r"^\s*-(?!-hash=)", HASHED, re.MULTILINE)
