"""Several processes say something at once: in order, one after another, and none is lost."""

import os
import signal
import time
from itertools import pairwise
from pathlib import Path

import pytest

from tests.playback.conftest import Desk, outcome, until
from wyoming_kokoro.playback.spoken_text import BYTES_PER_SECOND

TEXT = "The washing machine has finished, and the door is open."
LONG = " ".join([TEXT] * 20)
AT_ONCE = 20
HELD = 1000.0
"""A pace at which no sound ends while a test runs."""

HEADER = 44
"""Bytes of a WAV file before its samples."""

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.mark.slow
async def test_twenty_processes_are_heard_in_order_without_overlap(desk: Desk) -> None:
    blocker = await desk.start(LONG, pace=HELD)
    await until(lambda: desk.players)
    processes = [await desk.start("one " * (number + 1)) for number in range(AT_ONCE)]
    await until(lambda: desk.waiting == AT_ONCE + 1)
    assert (await desk.say(LONG, "--now"))["said"] == "done"
    outcomes = [await outcome(process) for process in processes]
    assert [each["said"] for each in outcomes] == ["done"] * AT_ONCE
    assert (await outcome(blocker))["said"] == "cut"
    urgent, *played = desk.played
    in_order = sorted(outcomes, key=lambda each: str(each["place"]))
    expected = [round(each["seconds"] * BYTES_PER_SECOND) for each in in_order]
    assert [size + HEADER for _, _, size in played] == pytest.approx(expected, abs=BYTES_PER_SECOND / 1000)
    assert len(set(expected)) == AT_ONCE and urgent[2] > max(expected)
    assert all(ended <= began for (_, ended, _), (began, _, _) in pairwise(desk.played))


async def test_a_killed_player_and_a_killed_process_free_the_queue(desk: Desk) -> None:
    first = await desk.start(LONG, pace=HELD)
    await until(lambda: len(desk.players) == 1)
    second = await desk.start(LONG, pace=HELD)
    await until(lambda: desk.waiting == 2)
    _kill(desk.players[0])
    assert (await outcome(first))["said"] == "cut"
    await until(lambda: len(desk.players) == 2)
    second.kill()
    await until(lambda: not _lives(second.pid))
    assert (await desk.say(TEXT))["said"] == "done"
    assert not _lives(desk.players[1]), "the player of the process that was killed is ended too"
    assert desk.waiting == 0
    await second.communicate()


async def test_a_text_can_come_next_or_be_too_late_and_all_can_be_cleared(desk: Desk) -> None:
    began = time.monotonic()
    playing = await desk.start(LONG, pace=HELD)
    await until(lambda: desk.players)
    last = await desk.start("Last.")
    await until(lambda: desk.waiting == 2)
    late = await desk.start("Too late.", "--stale", "100ms")
    assert (await outcome(late))["said"] == "expired"
    following = await desk.start("The next one, which is longer.", "--next")
    await until(lambda: desk.waiting == 3)
    playing.send_signal(signal.SIGINT)
    told = await outcome(playing)
    assert told["said"] == "cut" and 0 < told["seconds_heard"] < time.monotonic() - began
    assert [(await outcome(each))["said"] for each in (following, last)] == ["done", "done"]
    sizes = [size for _, _, size in desk.played]
    assert sizes[0] > sizes[1]

    playing = await desk.start(LONG, pace=HELD)
    await until(lambda: len(desk.players) == 4)
    waits = await desk.start(TEXT)
    await until(lambda: desk.waiting == 2)
    assert await desk.say("--clear") == {"cleared": 2}
    assert [(await outcome(each))["said"] for each in (playing, waits)] == ["cut", "retracted"]


async def test_a_text_can_be_spoken_in_the_background(desk: Desk) -> None:
    assert await desk.say(TEXT, "--no-wait", pace=0.1) == {"said": "queued"}
    await until(lambda: desk.played and not desk.waiting)
    assert len(desk.played) == 1


async def test_the_running_server_is_found_and_its_errors_are_told(desk: Desk) -> None:
    told = await desk.say("--status")
    assert told == {"server": desk.web, "texts": 0}
    process = await desk.start(TEXT, "--voice", "af_hart")
    _, errors = await process.communicate()
    assert process.returncode == 1 and b"af_heart" in errors
    process = await desk.start(TEXT, "--server", "http://127.0.0.1:1")
    _, errors = await process.communicate()
    assert process.returncode == 1 and b"No server of this program answers" in errors


def _kill(process: int) -> None:
    os.kill(process, signal.SIGKILL)


def _lives(process: int) -> bool:
    """Return whether a process runs: one that has ended may stay listed until its parent asks for it."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
