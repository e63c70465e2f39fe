"""The wheel serves from an empty folder: it is built, installed into an empty environment, started, and spoken to."""

import asyncio
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from packaging.metadata import Metadata
from wyoming.audio import AudioChunk
from wyoming.client import AsyncTcpClient
from wyoming.info import Describe, Info
from wyoming.tts import Synthesize

TOP = Path(__file__).resolve().parents[2]
PATIENCE = 120
"""Seconds for a start or an answer on a machine that is busy with other tests."""

KOKORO_VOICES = 54
"""They are announced with every engine."""

LOCAL = "--uri tcp://127.0.0.1:0 --http-host 127.0.0.1 --http-port 0 --no-zeroconf"


def built(kind: str, folder: Path) -> Path:
    """Return the wheel or the archive of the sources, built from this checkout without a network."""
    build = f"from hatchling.build import build_{kind}; build_{kind}({str(folder)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=TOP, check=True, capture_output=True, timeout=PATIENCE)
    (path,) = folder.iterdir()
    return path


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built("sdist", tmp_path_factory.mktemp("sources"))


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that holds the wheel; what it depends on is borrowed from here."""
    environment = tmp_path_factory.mktemp("installed") / "environment"
    subprocess.run(
        [sys.executable, "-m", "virtualenv", "--quiet", "--no-download", environment], check=True, timeout=PATIENCE
    )
    python = environment / "bin/python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", "--disable-pip-version-check"]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True, timeout=PATIENCE)
    where = subprocess.check_output([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], text=True)
    borrowed = sysconfig.get_path("purelib")
    (Path(where.strip()) / "borrowed.pth").write_text(f"{borrowed}\n", encoding="utf-8")
    return environment / "bin"


def test_the_wheel_contains_the_files_that_the_program_reads(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as content:
        names = content.namelist()
    shipped = {name.removeprefix("wyoming_kokoro/_assets/") for name in names if "/_assets/" in name}
    assert {"config.json", "voices/catalogue.json", "voices/samples/af_heart.opus", "web/index.html"} <= shipped
    assert "wyoming_kokoro/py.typed" in names
    assert not [name for name in names if name.endswith((".pyc", ".onnx")) or name.startswith("tests")]
    assert not [name for name in shipped if name.endswith(".bin")], "voice files are fetched, not shipped"
    licences = {name.rpartition("/")[2] for name in names if ".dist-info/licenses/" in name}
    assert licences == {"LICENSE", "NOTICE"}


def test_every_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as content:
        names = set(content.namelist())
    tracked = subprocess.check_output(["git", "ls-files", "wyoming_kokoro"], cwd=TOP, text=True).split()
    assert [name for name in tracked if name not in names] == []


def test_the_metadata_is_complete_and_valid(wheel: Path) -> None:
    metadata = metadata_of(wheel)
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert metadata.name == project["name"]
    assert metadata.summary == project["description"]
    assert metadata.license_expression == project["license"]
    assert metadata.description_content_type == "text/markdown"
    assert metadata.description == (TOP / "README.md").read_text(encoding="utf-8")
    assert metadata.project_urls == project["urls"]
    assert metadata.provides_extra == sorted(project["optional-dependencies"])
    assert metadata.requires_python is not None
    for version in ("3.11.0", "3.12.1", "3.13.0", "3.14.8"):
        assert version in metadata.requires_python
        assert f"Programming Language :: Python :: {version[:4]}" in (metadata.classifiers or [])
    assert "3.10.0" not in metadata.requires_python and "3.15.0" not in metadata.requires_python


def test_the_base_installation_needs_nothing_of_an_extra(wheel: Path) -> None:
    needed = {each.name for each in metadata_of(wheel).requires_dist or [] if each.marker is None}
    assert {"aiohttp", "av", "numpy", "onnxruntime"} <= needed
    assert not needed & {"kokoro-onnx", "misaki", "onnx", "phonemizer", "ray", "torch"}


def test_the_sources_make_the_same_wheel(wheel: Path, sources: Path, tmp_path: Path) -> None:
    with tarfile.open(sources) as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    build = "from hatchling.build import build_wheel; build_wheel('.')"
    subprocess.run([sys.executable, "-c", build], cwd=folder, check=True, capture_output=True, timeout=PATIENCE)
    (made,) = folder.glob("*.whl")
    assert content_of(made) == content_of(wheel)
    assert not [path for path in folder.iterdir() if path.name in {"tests", "docs", ".git", "addon", "training"}]


@pytest.mark.slow
@pytest.mark.parametrize("start", ["wyoming-kokoro", "python -m wyoming_kokoro"])
async def test_an_installed_wheel_serves_from_an_empty_folder(programs: Path, tmp_path: Path, start: str) -> None:
    folder, home = tmp_path / "empty", tmp_path / "home"
    folder.mkdir()
    async with asyncio.timeout(PATIENCE), running(f"{programs}/{start} {LOCAL}", folder, home) as server:
        wyoming, http = await server.ports()
        assert await voices_of(wyoming) >= KOKORO_VOICES
        assert await seconds_of(wyoming, "Good evening.") > 0.3
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{http}/health") as answer:
            assert (await answer.json())["status"] in {"ok", "degraded"}
        assert await server.stop() == 0
    assert list(folder.iterdir()) == []
    assert (home / ".local/share").is_dir(), "what is written lies in the user's data folder"


def content_of(wheel: Path) -> dict[str, bytes]:
    """All files in a wheel."""
    with zipfile.ZipFile(wheel) as content:
        return {name: content.read(name) for name in content.namelist()}


def metadata_of(wheel: Path) -> Metadata:
    """The metadata of a wheel; those that an index would refuse are an error."""
    with zipfile.ZipFile(wheel) as content:
        (name,) = (each for each in content.namelist() if each.endswith(".dist-info/METADATA"))
        return Metadata.from_email(content.read(name), validate=True)


class Server:
    """A started program, and its log."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._log: list[str] = []
        self._ended = False
        self._reading = asyncio.create_task(self._read())
        self._spoken = asyncio.Condition()

    async def ports(self) -> tuple[int, int]:
        """The ports of Wyoming and HTTP, which the log names."""
        return await self._port("tcp"), await self._port("http")

    async def stop(self) -> int:
        """Ask it to stop, and give its exit code."""
        if self._process.returncode is None:
            self._process.terminate()
        code = await self._process.wait()
        await self._reading
        return code

    async def _port(self, scheme: str) -> int:
        shape = re.compile(rf"{scheme}://127\.0\.0\.1:([1-9]\d*)")
        async with self._spoken:
            await self._spoken.wait_for(lambda: shape.search(self._text) or self._ended)
        found = shape.search(self._text)
        assert found, f"no address in the log:\n{self._text}"
        return int(found[1])

    async def _read(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            await self._tell(line.decode())
        await self._tell("", ended=True)

    async def _tell(self, line: str, *, ended: bool = False) -> None:
        async with self._spoken:
            self._log.append(line)
            self._ended = ended
            self._spoken.notify_all()

    @property
    def _text(self) -> str:
        return "".join(self._log)


@asynccontextmanager
async def running(command: str, folder: Path, home: Path) -> AsyncIterator[Server]:
    """A program started in a folder, with nothing of this environment; it is stopped in any case."""
    process = await asyncio.create_subprocess_exec(
        *command.split(),
        cwd=folder,
        env={
            "PATH": os.defpath,
            "HOME": str(home),
            "LANG": "C.UTF-8",
            "WYOMING_KOKORO_DOWNLOADS_ENABLED": "false",  # tests need no network
        },
        stderr=asyncio.subprocess.PIPE,
    )
    server = Server(process)
    try:
        yield server
    finally:
        if process.returncode is None:
            process.kill()
        await server.stop()


async def voices_of(port: int) -> int:
    """How many voices a server announces."""
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(Describe().event())
        event = await client.read_event()
        assert event is not None
        (program,) = Info.from_event(event).tts
        assert program.name == "kokoro"
        return len(program.voices)


async def seconds_of(port: int, text: str) -> float:
    """How long the sound is that a server makes of a text."""
    heard = 0.0
    async with AsyncTcpClient("127.0.0.1", port) as client:
        await client.write_event(Synthesize(text).event())
        while (event := await client.read_event()) is not None and event.type != "audio-stop":
            assert event.type != "error", event.data
            if AudioChunk.is_type(event.type):
                heard += AudioChunk.from_event(event).seconds
    return heard
