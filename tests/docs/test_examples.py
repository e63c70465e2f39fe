"""Commands and code in the documentation are run against a server with the tone engine, where that is possible."""

import ast
import configparser
import json
import os
import re
import shlex
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
import yaml

from wyoming_kokoro.cli import parser
from wyoming_kokoro.settings import OPTIONS, Paths, load

TOP = Path(__file__).resolve().parents[2]
PAGES = sorted({*TOP.glob("*.md"), *(TOP / "docs").rglob("*.md"), *(TOP / "addon").glob("*.md")})
ABOUT_THE_CODE = {TOP / "docs/architecture.md", TOP / "docs/adding-a-language.md", TOP / "CONTRIBUTING.md"}
"""Pages whose Python is a part of the program and not a program; test_contributing.py runs it."""

NOT_RUN = {
    "script/": "sets up or serves; tests/house/test_setup.py and others go through them",
    "git ": "fetches or changes a checkout",
    "cd ": "goes to what was fetched",
    "python3 -m venv JUDGES": "makes an environment with PyTorch",
    "JUDGES/bin/pip": "fetches packages",
    "docker ": "needs a Docker engine",
    "uv tool install": "fetches packages",
    ".venv/bin/pre-commit": "changes the checkout",
    "wyoming-kokoro --": "serves until it is stopped",
    "wyoming-kokoro fleet": "needs Ray",
    "wyoming-kokoro bench --instances": "speaks for minutes",
    "wyoming-kokoro wake test": "needs detectors",
    "wyoming-kokoro wake teach": "needs the speech embedding, and hundreds of samples",
    "wyoming-kokoro dataset check evening-f5tts": "needs a model of F5-TTS",
    "wyoming-kokoro models fetch": "needs a network",
    "wyoming-kokoro voices fetch": "needs a network",
}
"""The beginnings of commands that are not run here, and why."""

PATIENCE = 60.0
"""Seconds, for a machine that is busy with other tests."""

LEAST = 1000
"""Bytes of a file with sound in it."""


@dataclass(frozen=True)
class Example:
    """A fenced block of a page."""

    page: Path
    line: int
    language: str
    text: str

    def __str__(self) -> str:  # noqa: D105 -- its name in the list of tests
        return f"{self.page.relative_to(TOP)}:{self.line}"

    @property
    def commands(self) -> list[str]:
        """Its lines; lines joined by a backslash are one."""
        return [line for line in self.text.replace("\\\n", " ").splitlines() if line.strip()]

    @property
    def run(self) -> list[str]:
        """The commands that are run here."""
        return [line for line in self.commands if not _is_not_run(line)]


def _is_not_run(command: str) -> bool:
    return command.removeprefix(".venv/bin/").startswith(tuple(NOT_RUN)) or command.startswith(tuple(NOT_RUN))


def _examples() -> Iterator[Example]:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for match in re.finditer(r"^( *)```(\w+)\n(.*?)^\1```$", text, re.MULTILINE | re.DOTALL):
            inside = re.sub(rf"^{match[1]}", "", match[3], flags=re.MULTILINE)
            yield Example(page, text.count("\n", 0, match.start()) + 1, match[2], inside)


EXAMPLES = list(_examples())
LANGUAGES = {"sh", "python", "json", "yaml", "text", "ini", "xml"}


def of(*languages: str) -> list[Example]:
    return [example for example in EXAMPLES if example.language in languages]


SHELL = [example for example in of("sh") if example.run]
PROGRAMS = [example for example in of("python") if example.page not in ABOUT_THE_CODE]


@dataclass(frozen=True)
class Server:
    """A server with the tone engine, and the folder in which commands are run."""

    wire: str
    http: str
    folder: Path

    def rewritten(self, text: str) -> str:
        """Return an example with the addresses of this server."""
        text = re.sub(r"\b(?:localhost|MACHINE|127\.0\.0\.1):8354\b", f"127.0.0.1:{self.http}", text)
        text = re.sub(r"\b(?:localhost|MACHINE|127\.0\.0\.1):10200\b", f"127.0.0.1:{self.wire}", text)
        return text.replace('"127.0.0.1", 10200', f'"127.0.0.1", {self.wire}')

    @property
    def data(self) -> Path:
        """Its data folder, where a user's program has it."""
        return self.folder / ".local/share/wyoming_kokoro"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that make commands use this server and its data, and fail where a user would see an error."""
        return {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "HOME": str(self.folder),
            "XDG_DATA_HOME": "",
            "WYOMING_KOKORO_DATA_DIR": str(self.data),
            "WYOMING_KOKORO_ENGINE_NAME": "tone",
            "WYOMING_KOKORO_DOWNLOADS_ENABLED": "false",
            "WYOMING_KOKORO_WYOMING_URI": f"tcp://127.0.0.1:{self.wire}",
        }


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("commands")
    (folder / ".curlrc").write_text("fail\nsilent\nshow-error\n", encoding="utf-8")
    np.full((510, 256), 0.1, "<f4").tofile(folder / "af_mine.bin")  # a user's own voice
    log = folder / "log"
    arguments = ["--uri", "tcp://127.0.0.1:0", "--http-host", "127.0.0.1", "--http-port", "0", "--no-zeroconf"]
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "wyoming_kokoro", *arguments, "--data-dir", str(Server("0", "0", folder).data)],
            env=Server("0", "0", folder).environment | {"WYOMING_KOKORO_WYOMING_URI": ""},
            stderr=file,
        )
    try:
        until = time.monotonic() + PATIENCE
        while "is ready" not in (text := log.read_text(encoding="utf-8")):
            assert process.poll() is None and time.monotonic() < until, text
            time.sleep(0.05)
        ports = [re.search(rf"{scheme}://127\.0\.0\.1:(\d+)", text) for scheme in ("tcp", "http")]
        assert ports[0] is not None and ports[1] is not None, text
        yield Server(ports[0][1], ports[1][1], folder)
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _run(command: list[str], server: Server) -> None:
    result = subprocess.run(
        command, cwd=server.folder, env=server.environment, capture_output=True, timeout=PATIENCE, check=False
    )
    assert result.returncode == 0, result.stdout.decode() + result.stderr.decode()


def test_every_block_names_its_language() -> None:
    assert {example.language for example in EXAMPLES} <= LANGUAGES
    for page in PAGES:
        fences = re.findall(r"^ *```(.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(fences) % 2 == 0 and all(fences[::2]), page


def test_examples_are_found_and_some_are_run() -> None:
    assert SHELL and PROGRAMS


@pytest.mark.slow
@pytest.mark.parametrize("example", SHELL, ids=str)
def test_commands_succeed(example: Example, server: Server) -> None:
    script = server.rewritten("\n".join(["set -euo pipefail", *example.run])).replace(".venv/bin/", "")
    _run(["bash", "-c", script], server)
    for name in re.findall(r"(?:-o|--output|>) ([\w-]+\.(?:wav|mp3|opus|flac|ulaw|srt))\b", script):
        assert (server.folder / name).stat().st_size >= (1 if name.endswith("srt") else LEAST), name


@pytest.mark.parametrize("example", of("sh"), ids=str)
def test_commands_that_are_not_run_can_be_parsed(example: Example) -> None:
    for line in filter(_is_not_run, example.commands):
        words = shlex.split(line, comments=True)
        if words[0].rpartition("/")[2] == "wyoming-kokoro":
            arguments = words[1:] if not words[1].startswith("-") else ["serve", *words[1:]]
            parser(arguments[:1]).parse_args(arguments)


@pytest.mark.slow
@pytest.mark.parametrize("example", PROGRAMS, ids=str)
def test_programs_run(example: Example, server: Server) -> None:
    strict = [
        "-W",
        "error",
        "-W",
        "ignore:'audioop' is deprecated:DeprecationWarning",
    ]  # the wyoming package imports it
    _run([sys.executable, *strict, "-c", server.rewritten(example.text)], server)


@pytest.mark.parametrize("example", of("python"), ids=str)
def test_python_examples_can_be_parsed(example: Example) -> None:
    ast.parse(example.text)


@pytest.mark.parametrize("example", of("json"), ids=str)
def test_settings_that_are_shown_can_be_set(example: Example, tmp_path: Path) -> None:
    document = json.loads(example.text)
    if set(document) <= {option.section for option in OPTIONS.values()}:
        (tmp_path / "override.json").write_text(example.text, encoding="utf-8")
        loaded = load(Paths(tmp_path, tmp_path), {}, {})
        assert not loaded.warnings
        assert loaded.settings != load(Paths(tmp_path / "none", tmp_path), {}, {}).settings, "they change something"


@pytest.mark.parametrize("example", of("ini"), ids=str)
def test_a_unit_of_systemd_can_be_read_and_starts_the_program(example: Example) -> None:
    unit = configparser.ConfigParser(interpolation=None)
    unit.read_string(example.text)
    assert unit["Service"]["ExecStart"].endswith("/wyoming-kokoro") and unit["Install"]["WantedBy"]


@pytest.mark.parametrize("example", of("yaml"), ids=str)
def test_yaml_examples_can_be_parsed(example: Example) -> None:
    assert isinstance(yaml.safe_load(example.text), dict | list)


@pytest.mark.slow
def test_metrics_that_are_named_exist(server: Server) -> None:
    with urllib.request.urlopen(f"http://127.0.0.1:{server.http}/metrics", timeout=PATIENCE) as answer:
        served = set(re.findall(r"^# HELP (\w+) ", answer.read().decode(), re.MULTILINE))
    text = (TOP / "docs/operations.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(kokoro_[a-z_]+)`", text))
    assert named and named <= served
