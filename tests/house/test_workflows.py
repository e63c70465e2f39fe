"""The workflows that test and publish: nothing can be published from a test, so what can be checked of them is."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

TOP = Path(__file__).resolve().parents[2]
FOLDER = TOP / ".github/workflows"
WORKFLOWS = sorted(FOLDER.glob("*.yml"))
PINNED = re.compile(r"^ *(?:- )?uses: ([\w.-]+/[\w.-]+)@([0-9a-f]{40}) # v\d+\.\d+\.\d+(?:,.*)?$")
SCRIPT = re.compile(r"(?<![\w/.])((?:script|\.ci)/[\w-]+)")


def steps() -> list[tuple[str, str]]:
    """Return every step that runs commands, with its place."""
    return [
        (f"{path.name}: {job}, {step.get('name', number)}", step["run"])
        for path in WORKFLOWS
        for job, definition in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].items()
        for number, step in enumerate(definition.get("steps", ()))
        if "run" in step
    ]


def test_there_is_a_workflow_for_tests_for_releases_and_for_the_site() -> None:
    assert [path.stem for path in WORKFLOWS] == ["release", "site", "tests"]


def test_actionlint_finds_nothing() -> None:
    program = shutil.which("actionlint", path=str(Path(sys.executable).parent))
    assert program, "script/setup --dev installs it"
    done = subprocess.run(
        [program, "-shellcheck=", "-pyflakes=", *WORKFLOWS], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("place", "script"), steps(), ids=[place for place, _ in steps()])
def test_the_commands_of_a_step_can_be_parsed_and_their_scripts_exist(place: str, script: str) -> None:
    without_expressions = re.sub(r"\$\{\{.*?\}\}", "value", script)
    done = subprocess.run(["bash", "-n"], input=without_expressions, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{place}: {done.stderr}"
    assert "${{" not in script, "what others may have chosen reaches a command by the environment only"
    for name in SCRIPT.findall(script):
        assert (TOP / name).stat().st_mode & 0o100, f"{place} runs {name}"


def test_every_action_is_pinned_to_a_commit_and_names_its_version() -> None:
    lines = [
        line
        for path in WORKFLOWS
        for line in path.read_text(encoding="utf-8").splitlines()
        if "uses: ." not in line and "uses:" in line
    ]
    assert lines and [line for line in lines if not PINNED.match(line)] == []


def test_an_action_has_one_commit_everywhere() -> None:
    used = {
        match.groups()
        for path in WORKFLOWS
        for match in map(PINNED.match, path.read_text("utf-8").splitlines())
        if match
    }
    names = [name for name, _ in used]
    assert len(names) == len(set(names))


def test_a_job_may_only_do_what_it_says() -> None:
    for path in WORKFLOWS:
        workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert workflow["permissions"] == {"contents": "read"}, path.name
        for name, job in workflow["jobs"].items():
            assert "uses" in job or job["timeout-minutes"], f"{path.name}: {name} ends"


def test_tests_run_on_the_oldest_and_the_newest_python_and_on_both_machines() -> None:
    classifiers = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]["classifiers"]
    versions = [match[1] for each in classifiers if (match := re.search(r":: (3\.\d+)$", each))]
    matrix = yaml.safe_load((FOLDER / "tests.yml").read_text(encoding="utf-8"))["jobs"]["tests"]["strategy"]["matrix"]
    assert matrix["python"] == [versions[0], versions[-1]]
    assert matrix["machine"] == ["amd64", "arm64"] == [each["machine"] for each in matrix["include"]]


def test_tests_come_first_and_the_store_comes_after_its_image() -> None:
    jobs = yaml.safe_load((FOLDER / "release.yml").read_text(encoding="utf-8"))["jobs"]
    assert jobs["tests"]["uses"] == "./.github/workflows/tests.yml"
    assert jobs["package"]["needs"] == "tests" and jobs["pypi"]["needs"] == jobs["image"]["needs"] == "package"
    assert set(jobs["store"]["needs"]) == {"pypi", "image"}
    assert jobs["pypi"]["permissions"] == {"id-token": "write"} and jobs["pypi"]["environment"] == "pypi"


def test_versions_of_packages_and_of_actions_are_raised_by_dependabot() -> None:
    updates = yaml.safe_load((FOLDER.parent / "dependabot.yml").read_text(encoding="utf-8"))["updates"]
    assert [each["package-ecosystem"] for each in updates] == ["pip", "github-actions"]
    assert all(len(each["groups"]) == 1 for each in updates), "raised together, one pull request a week"
