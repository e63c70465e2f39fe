"""The progress of downloads is a bar on a terminal, and log lines elsewhere."""

import io
import logging

import pytest

from wyoming_kokoro.downloads import DownloadProgress, LogProgress, ProgressBar, megabytes, reporter
from wyoming_kokoro.downloads.progress import TimeLeft, duration


class Terminal(io.StringIO):
    """Something that says it is one."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("progress", "said"),
    [
        (DownloadProgress("m.onnx", 0), "m.onnx is being downloaded"),
        (DownloadProgress("m.onnx", 3, 10), "m.onnx is being downloaded (30 %)"),
        (
            DownloadProgress("m.onnx", 3, None, "the mirror broke off"),
            "m.onnx is being downloaded (the last attempt failed: the mirror broke off)",
        ),
        (
            DownloadProgress("m.onnx", 3, 10, "x answered 503"),
            "m.onnx is being downloaded (30 %, the last attempt failed: x answered 503)",
        ),
        (DownloadProgress("m.onnx", 3, 10, None, 125.4), "m.onnx is being downloaded (30 %, 2 min 5 s left)"),
    ],
)
def test_progress_is_printed_with_its_size_and_its_problem(progress: DownloadProgress, said: str) -> None:
    assert str(progress) == said


def test_a_terminal_gets_a_bar_and_others_get_lines() -> None:
    assert isinstance(reporter(Terminal()), ProgressBar)
    assert isinstance(reporter(io.StringIO()), LogProgress)


def test_there_is_one_line_for_each_five_percent(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    report = LogProgress()
    for done in range(0, 300_000_001, 100_000):
        report(DownloadProgress("m.onnx", done, 300_000_000))
    lines = [record.getMessage() for record in caplog.records]
    assert lines == [f"Downloading m.onnx: {percent} % of 300 MB" for percent in range(0, 101, 5)]


def test_two_files_do_not_disturb_each_others_lines(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    report = LogProgress()
    for _ in range(3):
        report(DownloadProgress("a", 1, 10))
        report(DownloadProgress("b", 9, 10))
    assert len(caplog.records) == 2


def test_without_a_total_size_the_lines_show_the_size_so_far(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    report = LogProgress()
    for done in range(0, 30_000_001, 1_000_000):
        report(DownloadProgress("m", done))
    assert [record.getMessage() for record in caplog.records] == [
        "Downloading m: 0.0 MB",
        "Downloading m: 10 MB",
        "Downloading m: 20 MB",
        "Downloading m: 30 MB",
    ]


def test_the_bar_is_redrawn_on_one_line_and_ends_with_a_newline() -> None:
    terminal, moment = Terminal(), iter([0.0, 0.0, 0.05, 0.2, 0.2, 0.2])
    bar = ProgressBar(terminal, clock=lambda: next(moment))
    for done in (0, 1_000_000, 2_000_000, 4_000_000):
        bar(DownloadProgress("m", done, 4_000_000))
    drawn = terminal.getvalue().split("\r")[1:]
    assert [line.count("█") for line in drawn] == [0, 15, 30]
    assert drawn[1] == "m ███████████████░░░░░░░░░░░░░░░  50 % of 4.0 MB\x1b[K"
    assert drawn[-1].endswith("100 % of 4.0 MB\x1b[K\n")
    assert terminal.getvalue().count("\n") == 1


def test_a_bar_without_a_total_size_shows_the_size_so_far() -> None:
    terminal = Terminal()
    ProgressBar(terminal)(DownloadProgress("m", 1_500_000))
    assert terminal.getvalue() == "\rm 1.5 MB\x1b[K"


@pytest.mark.parametrize(
    ("size", "shown"), [(0, "0.0 MB"), (522_240, "0.5 MB"), (9_990_000, "10.0 MB"), (305_215_966, "305 MB")]
)
def test_sizes_are_readable(size: int, shown: str) -> None:
    assert megabytes(size) == shown


def test_the_bar_and_the_lines_say_how_long_it_takes(caplog: pytest.LogCaptureFixture) -> None:
    progress, terminal = DownloadProgress("m", 1_000_000, 4_000_000, seconds_left=75.0), Terminal()
    ProgressBar(terminal)(progress)
    assert terminal.getvalue().removesuffix("\x1b[K").endswith("  25 % of 4.0 MB, 1 min 15 s left")
    caplog.set_level(logging.INFO)
    LogProgress()(progress)
    assert [record.getMessage() for record in caplog.records] == ["Downloading m: 25 % of 4.0 MB, 1 min 15 s left"]


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0.2, "1 s"), (59.4, "59 s"), (60.0, "1 min 0 s"), (125.4, "2 min 5 s"), (7260.0, "2 h 1 min")],
)
def test_durations_are_readable(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


def _told(speeds: list[int], total: int) -> list[float | None]:
    """Return what is said to be left, second by second, at these speeds."""
    now, done, said = 0.0, 0, []
    time_left = TimeLeft(clock=lambda: now)
    time_left.seconds(0, total)
    for speed in speeds:
        now, done = now + 1.0, done + speed
        said.append(time_left.seconds(done, total))
    return said


def test_the_time_left_follows_from_the_speed() -> None:
    assert _told([10] * 5, 100) == [9.0, 8.0, 7.0, 6.0, 5.0]


def test_a_speed_of_long_ago_is_forgotten() -> None:
    assert _told([100] * 5 + [10] * 25, 10_000)[-1] == pytest.approx((10_000 - 750) / 10)


def test_nothing_is_said_at_the_beginning_or_where_nothing_arrives_or_the_size_is_not_known() -> None:
    now = 0.0
    time_left = TimeLeft(clock=lambda: now)
    assert time_left.seconds(0, 100) is None
    now = 0.5
    assert time_left.seconds(10, 100) is None
    now = 5.0
    assert time_left.seconds(10, None) is None
    assert _told([0, 0, 0], 100) == [None] * 3


def test_after_a_new_beginning_the_speed_is_measured_anew() -> None:
    now = 0.0
    time_left = TimeLeft(clock=lambda: now)
    time_left.seconds(0, 100)
    now = 2.0
    assert time_left.seconds(80, 100) == pytest.approx(0.5)
    now = 2.1
    assert time_left.seconds(0, 100) is None
    now = 4.1
    assert time_left.seconds(10, 100) == pytest.approx(18.0)
