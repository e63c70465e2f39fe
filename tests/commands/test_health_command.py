"""`wyoming-kokoro health`, against our server and against others."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from wyoming_kokoro.cli import main
from wyoming_kokoro.commands import health
from wyoming_kokoro.studio import Studio
from wyoming_kokoro.wire import WyomingServer
from wyoming_kokoro.wire.info import PROGRAM


@pytest.fixture(autouse=True)
def quiet_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)


@pytest.fixture
def other_program() -> Iterator[Callable[[bytes], str]]:
    """Start another program, which sends the same answer to every request."""
    listener = socket.create_server(("127.0.0.1", 0))
    threads: list[threading.Thread] = []

    def answering(answer: bytes) -> str:
        def answer_once() -> None:
            caller, _ = listener.accept()
            with caller:
                caller.recv(100)
                caller.sendall(answer)

        threads.append(threading.Thread(target=answer_once))
        threads[-1].start()
        return f"tcp://127.0.0.1:{listener.getsockname()[1]}"

    yield answering
    for thread in threads:
        thread.join()
    listener.close()


@pytest.mark.parametrize("uri", ["tcp://127.0.0.1:0", "tcp://:0", "unix://{folder}/socket"])
async def test_a_running_server_reports_its_version_and_its_engine(
    studio: Studio, tmp_path: Path, uri: str, capsys: pytest.CaptureFixture[str]
) -> None:
    server = WyomingServer(studio, [uri.format(folder=tmp_path)])
    await server.start()
    where = server.addresses[0] if "0.0.0.0" not in server.addresses[0] else f"tcp://:{_port(server)}"  # noqa: S104
    code = await asyncio.to_thread(main, ["health", "--uri", where, "--data-dir", str(tmp_path)])
    await server.stop(0)
    assert code == 0 and f"{where}: kokoro " in (printed := capsys.readouterr().out) and "tone speaks" in printed


def test_a_missing_server_is_one_line_and_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["health", "--uri", f"unix://{tmp_path}/socket", "--data-dir", str(tmp_path)]) == 1
    assert capsys.readouterr().err.startswith("The server does not answer at unix://")


@pytest.mark.parametrize(
    "answer",
    [
        b'{"type": "info", "data_length": 31}\n{"tts": [{"name": "someone"}]}  ',
        b'{"type": "info"}\n',
        b'{"type": "info", "data_length": 12}\n{"tts": "x"}',
    ],
)
def test_another_program_at_the_same_address_is_a_failure(
    other_program: Callable[[bytes], str], tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: bytes
) -> None:
    assert main(["health", "--uri", other_program(answer), "--data-dir", str(tmp_path)]) == 1
    assert "Another program answers" in capsys.readouterr().err


@pytest.mark.parametrize(
    "answer",
    [b"", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"[]\n", b'{"data_length": -1}\n', b'{"data_length": "many"}\n',
     b'{"data_length": 99999999999}\n', b'{"data_length": 9}\n{"tts":'],
)  # fmt: skip
def test_an_invalid_answer_is_a_failure(
    other_program: Callable[[bytes], str], tmp_path: Path, capsys: pytest.CaptureFixture[str], answer: bytes
) -> None:
    assert main(["health", "--uri", other_program(answer), "--data-dir", str(tmp_path)]) == 1
    assert "does not answer" in capsys.readouterr().err


def test_client_and_server_use_the_same_program_name() -> None:
    assert health.PROGRAM == PROGRAM


def _port(server: WyomingServer) -> int:
    return int(server.sockets[0].getsockname()[1])
