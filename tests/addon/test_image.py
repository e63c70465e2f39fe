"""The Dockerfile keeps its rules, and the compose file asks for what the image offers."""

import re
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from script.context import parts
from script.dockerfile import Instruction, Stage, stages
from wyoming_kokoro.cli import parser
from wyoming_kokoro.settings import OPTIONS

TOP = Path(__file__).resolve().parents[2]
ARGUMENTS, STAGES = stages(TOP / "Dockerfile")
BUILD, LAST = STAGES
PORTS = {str(urlsplit(str(OPTIONS["wyoming.uri"].default)).port), str(OPTIONS["http.port"].default)}


def user(stage: Stage) -> str:
    """The user that a stage makes."""
    (making,) = (each.arguments for each in stage.all("RUN") if "useradd" in each.arguments)
    return making.split("--uid ")[1].split()[0]


def test_the_base_image_is_an_argument_with_a_slim_debian_and_python_that_fits() -> None:
    assert ARGUMENTS["BUILD_FROM"].startswith("python:3.12-slim-")
    assert {stage.base for stage in STAGES} == {ARGUMENTS["BUILD_FROM"]}


def test_the_image_has_no_compilers_and_no_build_leftovers() -> None:
    everything = " ".join(each.arguments for stage in STAGES for each in stage.all("RUN"))
    assert not {"gcc", "apt-get", "build-essential", "curl", "wget"} & set(everything.split())
    assert "--only-binary :all:" in everything
    assert [each.arguments.split()[0] for each in LAST.all("COPY")] == [f"--from={BUILD.name}"]


def test_start_commands_are_lists_so_that_signals_reach_the_program() -> None:
    for name in ("ENTRYPOINT", "CMD"):
        assert LAST.last(name).arguments.startswith("[")
    assert " CMD [" in LAST.last("HEALTHCHECK").arguments


def test_start_commands_are_commands_of_the_program() -> None:
    health = Instruction("CMD", LAST.last("HEALTHCHECK").arguments.partition(" CMD ")[2]).words
    program = [*LAST.last("ENTRYPOINT").words, *LAST.last("CMD").words]
    for name, *arguments in (health, program):
        assert name == "wyoming-kokoro"
        assert parser(arguments).parse_args(arguments).command


def test_the_image_uses_no_add_instruction_and_no_latest_tag() -> None:
    assert not [each for stage in STAGES for each in stage.all("ADD")]
    assert not any(stage.base.endswith(":latest") for stage in STAGES)


def test_the_program_goes_on_as_the_user_that_owns_the_data_folder() -> None:
    environment = dict(pair for each in LAST.all("ENV") for pair in each.pairs.items())
    assert environment["WYOMING_KOKORO_USER"] == "kokoro"
    assert environment["WYOMING_KOKORO_DATA_DIR"] == LAST.last("VOLUME").arguments == "/data"
    assert user(LAST) == "1000"


def test_exposed_ports_are_the_default_ports_of_the_settings() -> None:
    assert set(LAST.last("EXPOSE").words) == PORTS


def test_the_build_context_has_all_files_of_the_wheel_and_little_else() -> None:
    allowed = parts()
    assert all((TOP / name).exists() for name in allowed)
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    needed = {*wheel["packages"], *wheel["force-include"], *project["project"]["license-files"]}
    assert needed | {project["project"]["readme"], "pyproject.toml", "constraints.txt"} <= set(allowed)
    assert not {"tests", "docs", ".git", "addon"} & set(allowed)


def test_compose_gives_the_container_no_more_than_it_needs() -> None:
    compose = yaml.safe_load((TOP / "compose.yaml").read_text(encoding="utf-8"))
    (service,) = compose["services"].values()
    assert service["user"] == f"{user(LAST)}:{user(LAST)}"
    assert service["read_only"] and service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {mapping.split(":")[-1] for mapping in service["ports"]} == PORTS
    assert service["volumes"] == [f"{volume}:/data" for volume in compose["volumes"]]
    assert not {"privileged", "network_mode", "devices"} & set(service)


def test_the_image_name_in_compose_is_valid_for_docker() -> None:
    (service,) = yaml.safe_load((TOP / "compose.yaml").read_text(encoding="utf-8"))["services"].values()
    assert re.fullmatch(r"[a-z0-9]+(?:[._/-][a-z0-9]+)*(?::[\w.-]+)?", service["image"]), "capitals are refused"
    assert service["build"] == "."


def test_environment_variables_in_compose_are_valid_settings() -> None:
    service = yaml.safe_load((TOP / "compose.yaml").read_text(encoding="utf-8"))["services"]["wyoming-kokoro"]
    for name, value in service["environment"].items():
        section, _, key = name.removeprefix("WYOMING_KOKORO_").lower().partition("_")
        option = OPTIONS[f"{section}.{key}"]
        option.check(option.read(value))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RUN one \\\n    && two", [("RUN", "one && two")]),
        ("# said\nENV A=1 \\\n    B='two words'", [("ENV", "A=1 B='two words'")]),
        ('run lower\n\nCMD ["a", "b"]', [("RUN", "lower"), ("CMD", '["a", "b"]')]),
    ],
)  # fmt: skip
def test_instructions_are_read_over_several_lines(tmp_path: Path, text: str, expected: list[tuple[str, str]]) -> None:
    (tmp_path / "Dockerfile").write_text(f"ARG BASE=debian\nFROM ${{BASE}} AS first\n{text}\n", encoding="utf-8")
    arguments, (stage,) = stages(tmp_path / "Dockerfile")
    assert (arguments, stage.base, stage.name) == ({"BASE": "debian"}, "debian", "first")
    assert [(each.name, each.arguments) for each in stage.instructions] == expected
