"""One entry a line, whatever is in it."""

import errno
import io
import json
import logging
import re
from collections.abc import Iterator

import pytest

from wyoming_kokoro import log

NASTY = "a\nERROR forged\r\x1b[2J\x00\x85\u2028\u202e\ud800é"


@pytest.fixture(autouse=True)
def restore_logging() -> Iterator[None]:
    """Restore the state of logging after the test."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("wyoming_kokoro", "aiohttp.access"):
        logging.getLogger(name).setLevel(logging.NOTSET)


def lines_of(form: str, *, debug: bool = False, name: str = "wyoming_kokoro.wire") -> list[str]:
    """What is written for a message and an error that hold whatever can be nasty."""
    stream = io.StringIO()
    logging.getLogger().handlers.clear()  # pytest's own would put what cannot be encoded into its report
    log.start(debug=debug, form=form, stream=stream)
    logger = logging.getLogger(name)
    logger.warning("said %s", NASTY)
    try:
        int(NASTY.splitlines()[1], 2)
    except ValueError as error:
        error.args = (NASTY,)
        logger.exception("failed")
    return stream.getvalue().splitlines()


def test_a_text_cannot_forge_another_log_entry() -> None:
    lines = lines_of("text")
    entries = [line for line in lines if not line.startswith("    ")]
    assert len(entries) == 2
    assert entries[0].endswith(r"WARNING wyoming_kokoro.wire: said a\nERROR forged\r\x1b[2J\x00\x85\u2028\u202e\ud800é")
    assert any("    ERROR forged" in line for line in lines)
    assert not any(character in "".join(lines) for character in "\x1b\x00\x85\u2028\u202e\ud800")


def test_json_lines_hold_one_object_each() -> None:
    lines = lines_of("json")
    entries = [json.loads(line) for line in lines]
    assert [entry["message"] for entry in entries] == [f"said {NASTY}", "failed"]
    assert set(entries[0]) == {"time", "level", "logger", "message"}
    assert entries[1]["trace"][0] == "Traceback (most recent call last):"
    assert entries[1]["time"].endswith("Z") and "T" in entries[1]["time"]


@pytest.mark.parametrize(("debug", "traces"), [(False, 0), (True, 1)])
def test_invalid_data_from_clients_has_no_traceback(*, debug: bool, traces: int) -> None:
    lines = lines_of("json", debug=debug, name="aiohttp.server")
    assert sum("trace" in json.loads(line) for line in lines) == traces


def test_details_are_written_in_debug_mode() -> None:
    for debug in (False, True, False):
        stream = io.StringIO()
        log.start(debug=debug, stream=stream)
        logging.getLogger("wyoming_kokoro.studio").debug("what was said")
        logging.getLogger("wyoming_kokoro.studio").info("that something was said")
        assert ("what was said" in stream.getvalue()) is debug
        assert "that something was said" in stream.getvalue()


def test_other_libraries_log_only_warnings() -> None:
    stream = io.StringIO()
    log.start(debug=True, stream=stream)
    logging.getLogger("zeroconf").info("chatter")
    logging.getLogger("zeroconf").warning("trouble")
    assert "chatter" not in stream.getvalue() and "trouble" in stream.getvalue()


def test_a_second_start_replaces_the_log_output() -> None:
    first, second = io.StringIO(), io.StringIO()
    log.start(stream=first)
    log.start(form="json", stream=second)
    logging.getLogger("wyoming_kokoro").info("once")
    assert not first.getvalue()
    assert json.loads(second.getvalue())["message"] == "once"


class Clock:
    """A clock that is set by the test."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_repeated_warning_is_logged_rarely_and_counted(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    seldom = log.RateLimitedLog(logging.getLogger("wyoming_kokoro.wire"), seconds=60, clock=clock)
    for _ in range(5):
        seldom.warning("voice", "voice %s is not there", "x")
    seldom.warning("other", "something else")
    clock.now += 60
    seldom.warning("voice", "voice %s is not there", "y")
    assert [record.getMessage() for record in caplog.records] == [
        "voice x is not there",
        "something else",
        "voice y is not there (and 4 more like this)",
    ]


def test_kinds_of_warnings_are_not_remembered_for_ever(caplog: pytest.LogCaptureFixture) -> None:
    seldom = log.RateLimitedLog(logging.getLogger("wyoming_kokoro.wire"), clock=Clock())
    for number in range(1_000):
        seldom.warning(f"kind {number}", "said")
    caplog.clear()
    for number in (999, 0):
        seldom.warning(f"kind {number}", "said of %d", number)
    assert [record.getMessage() for record in caplog.records] == ["said of 0"]


def test_what_is_logged_again_and_again_is_logged_once_in_a_while() -> None:
    now, stream = [0.0], io.StringIO()
    log.start(stream=stream)
    (handler,) = (each for each in logging.getLogger().handlers if isinstance(each.formatter, log.TextFormatter))
    handler.filters[:] = [log.RepeatFilter(clock=lambda: now[0])]
    logger = logging.getLogger("wyoming_kokoro.wire")
    for _ in range(1000):
        logger.error("socket.accept() out of system resource")
        logger.warning("line %d is wrong", 7)
    for number in range(1000):
        logger.warning("line %d is wrong", number)
        logger.info("said %d", number)
    now[0] = log.REPEAT_SECONDS
    logger.error("socket.accept() out of system resource")
    lines = stream.getvalue().splitlines()
    assert sum("out of system resource" in line for line in lines) == 2
    assert lines[-1].endswith("out of system resource (and 999 more like this)")
    assert sum("is wrong" in line for line in lines) == log.SIMILAR
    assert sum("said" in line for line in lines) == 1000


def test_running_out_of_descriptors_has_no_traceback() -> None:
    stream = io.StringIO()
    log.start(stream=stream)
    error = OSError(errno.EMFILE, "Too many open files")
    logging.getLogger("asyncio").error("socket.accept() out of system resource", exc_info=error)
    first, second = stream.getvalue().splitlines()
    assert "out of system resource" in first
    assert second.strip() == "OSError: [Errno 24] Too many open files"


class _Terminal(io.StringIO):
    """Something that says it is one."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_a_line_replaces_the_bar_of_a_download() -> None:
    terminal = _Terminal()
    log.start(stream=terminal)
    terminal.write("\rmodel.onnx 12 %")
    logging.getLogger("wyoming_kokoro.test").info("Something happened")
    bar, _, line = terminal.getvalue().rpartition("\r\x1b[K")
    assert bar.endswith("12 %") and re.fullmatch(r"[\d.: -]+ INFO wyoming_kokoro\.test: Something happened\n", line)
