"""eSpeak NG lives in a process of its own, which may end and is started again."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import espeakng_loader
import numpy as np
import pytest

from wyoming_kokoro.errors import BadRequest, Unavailable
from wyoming_kokoro.espeakng import EspeakNg, VoiceVariant, worker
from wyoming_kokoro.espeakng import process as process_file
from wyoming_kokoro.espeakng.process import EspeakProcess, ProcessEnded

PLACE, DATA = espeakng_loader.get_library_path(), espeakng_loader.get_data_path()
MAN = VoiceVariant(82, 118)
VOICE = (Path(DATA) / "lang/gmw/en-US").read_text("utf-8") + "\nflutter 0\nroughness 8\n"


@pytest.fixture
def espeak() -> Iterator[EspeakNg]:
    """A library of this test's own."""
    library = EspeakNg()
    yield library
    library.close()


def pid(espeak: EspeakNg) -> int:
    assert espeak.pid is not None
    return espeak.pid


def test_a_text_that_crashes_the_process_is_spoken_without_symbols(espeak: EspeakNg) -> None:
    before = pid(espeak)
    os.kill(before, signal.SIGKILL)  # as a text would
    assert espeak.phonemes("lamp ©", "en-US") == espeak.phonemes("lamp", "en-US")
    assert pid(espeak) != before
    os.kill(pid(espeak), signal.SIGKILL)
    assert len(espeak.speak("lamp ©", "en-US", MAN).samples) == len(espeak.speak("lamp", "en-US", MAN).samples)


def test_a_text_that_crashes_the_process_twice_is_refused(espeak: EspeakNg, monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(_self: EspeakProcess, _command: str, **_request: object) -> None:
        raise ProcessEnded

    monkeypatch.setattr(EspeakProcess, "ask", ended)
    assert espeak.phonemes("lamp", "en-US") == ""
    with pytest.raises(BadRequest) as caught:
        espeak.speak("lamp", "en-US", MAN)
    assert caught.value.about == "input"


def test_a_text_that_crashes_the_process_does_not_affect_the_other_texts(
    espeak: EspeakNg, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = EspeakProcess.ask

    def fragile(self: EspeakProcess, command: str, *, parts: list[str], **request: object) -> worker.Answer:
        if any("©" in part for part in parts):
            raise ProcessEnded
        return ask(self, command, parts=parts, **request)

    monkeypatch.setattr(EspeakProcess, "ask", fragile)
    expected = [espeak.phonemes(text, "en-US") for text in ("lamp", "lamp x", "", "light")]
    assert espeak.phonemes_of(["lamp", "lamp ©x", " ", "light"], "en-US") == expected


@pytest.mark.parametrize(("text", "language"), [("© 👍", "pt"), ("0 1 2", "kl"), ("a." * 400, "en-US"), ("}-ข", "vi")])
def test_a_known_crashing_text_does_not_affect_the_next_text(espeak: EspeakNg, text: str, language: str) -> None:
    espeak.phonemes(text, language)
    espeak.speak(text, language, MAN)
    assert espeak.phonemes("lamp", "en-US") == "lˈæmp"


@pytest.mark.slow
def test_a_process_that_hangs_is_replaced() -> None:
    espeak = EspeakNg(answer_seconds=2.0)
    hanging = pid(espeak)
    os.kill(hanging, signal.SIGSTOP)
    assert espeak.phonemes("lamp", "en-US") == "lˈæmp"
    assert pid(espeak) != hanging
    espeak.close()


def test_a_closed_process_is_started_again(espeak: EspeakNg) -> None:
    espeak.close()
    espeak.close()
    assert espeak.phonemes("lamp", "en-US") == "lˈæmp"


def test_the_process_ends_with_its_parent_process() -> None:
    program = "import os; from wyoming_kokoro.espeakng import EspeakNg; print(EspeakNg().pid); os._exit(1)"
    output = subprocess.run([sys.executable, "-c", program], check=False, capture_output=True, text=True).stdout
    ends = time.monotonic() + 10
    while _runs(int(output)) and time.monotonic() < ends:
        time.sleep(0.01)
    assert not _runs(int(output))


def _runs(process: int) -> bool:
    """Whether a process does anything; one that has ended may wait for its parent to notice."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_threads_may_send_requests_at_the_same_time(espeak: EspeakNg) -> None:
    expected = espeak.speak("The lamp is on.", "en-US", MAN).samples

    def ask(number: int) -> bool:
        if number % 2:
            return espeak.phonemes("Lampe", "de") == "lˈampə"
        return np.array_equal(espeak.speak("The lamp is on.", "en-US", MAN).samples, expected)

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, range(40)))


def test_a_missing_or_invalid_library_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "text.so").write_text("text")
    for place in ("/nowhere.so", str(tmp_path / "text.so")):
        with pytest.raises(Unavailable):
            EspeakProcess(place, DATA).start()
    with pytest.raises(Unavailable):
        EspeakProcess(PLACE, str(tmp_path)).start()


def test_without_a_python_program_espeak_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.executable", "/nowhere/python")
    with pytest.raises(Unavailable):
        EspeakProcess(PLACE, DATA).start()


@pytest.fixture(scope="module")
def connection() -> Iterator[socket.socket]:
    """A worker in this process, for what cannot be seen from outside."""
    ours, theirs = socket.socketpair()
    serving = threading.Thread(target=worker.serve, args=(theirs, PLACE, DATA))
    serving.start()
    message = worker.receive(ours)
    assert message is not None and message[0]["rate"] == 22050
    yield ours
    ours.shutdown(socket.SHUT_RDWR)
    serving.join()
    ours.close()
    theirs.close()


def answer(connection: socket.socket, **request: object) -> worker.Answer:
    worker.send(connection, {"voice": VOICE, "stock": "English (America)", **request})
    message = worker.receive(connection)
    assert message is not None
    return message


def test_the_worker_answers_over_its_socket(connection: socket.socket) -> None:
    assert answer(connection, command="phonemes", parts=["a lamp", "on"])[0] == {"parts": ["ɐ lˈæmp", "ˈɔn"]}
    assert "'" in answer(connection, command="names", parts=["lamp"])[0]["parts"][0]
    message, sound = answer(connection, command="speak", parts=["a lamp", "on"], rate=175)
    assert sum(part["samples"] for part in message["parts"]) * 2 == len(sound)
    assert [len(part["words"]) for part in message["parts"]] == [2, 1]


def test_without_memory_files_the_stock_voices_are_used(
    connection: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "memfd_create")
    _, man = answer(connection, command="speak", parts=["a lamp"], rate=175)
    _, woman = answer(connection, command="speak", parts=["a lamp"], rate=175, stock="English (America)+f2")
    assert len(man) > 1000 and len(woman) > 1000 and man != woman


def test_a_voice_that_is_refused_ends_the_worker() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        worker.send(ours, {"command": "phonemes", "voice": "", "stock": "", "parts": []})
        with pytest.raises(OSError, match="voice"):
            worker.serve(theirs, PLACE, DATA)


def test_an_incomplete_message_ends_the_connection() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        with ours:
            ours.sendall(worker.HEADER.pack(10, 0) + b"{")
        assert worker.receive(theirs) is None
    ours, theirs = socket.socketpair()
    with theirs:
        ours.close()
        assert worker.receive(theirs) is None


def test_the_process_starts_with_the_first_request() -> None:
    espeak = EspeakNg(start=False)
    assert espeak.pid is None
    assert espeak.phonemes("lamp", "en-US") == "lˈæmp"
    assert espeak.version[0].isdigit() and espeak.rate > 0
    espeak.close()


def test_a_process_that_failed_to_start_is_not_started_again_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    process, started = EspeakProcess("/nowhere/libespeak-ng.so", DATA), []
    start = subprocess.Popen.__init__

    def counted(self: subprocess.Popen[bytes], *arguments: Any, **options: Any) -> None:  # noqa: ANN401 - Popen's own
        started.append(arguments)
        start(self, *arguments, **options)

    monkeypatch.setattr(subprocess.Popen, "__init__", counted)
    for _ in range(3):
        with pytest.raises(Unavailable):
            process.start()
    assert len(started) == 1
    monkeypatch.setattr(process_file, "RETRY_SECONDS", 0.0)
    with pytest.raises(Unavailable):
        process.start()
    assert len(started) == 2
