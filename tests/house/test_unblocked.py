"""The watch over the event loop sees what holds it up, and nothing else."""

import asyncio
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.unblocked import Watch, watching

PROGRAM = """
import asyncio, concurrent.futures, gc, queue, socket, subprocess, sys, threading, time

async def sleeps():
    time.sleep(0.001)

async def reads():
    with open(__file__) as file:
        file.read()

async def starts():
    subprocess.run([sys.executable, "-c", ""], check=True)

async def connects():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()

async def awaits_a_thread():
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        pool.submit(time.sleep, 0.2).result()

async def gets():
    line = queue.Queue()
    threading.Timer(0.2, line.put, [1]).start()
    line.get()

def rests():
    time.sleep(0.001)

async def sleeps_further_in():
    async def within():
        rests()
    await within()

async def calls_back():
    asyncio.get_running_loop().call_soon(lambda: time.sleep(0))
    await asyncio.sleep(0)

async def computes():
    end = time.thread_time() + 0.05
    while time.thread_time() < end:
        pass

async def collects():
    begun = time.thread_time()
    while time.thread_time() < begun + 0.05:
        gc.collect()

async def behaves():
    await asyncio.sleep(0.001)
    await asyncio.to_thread(time.sleep, 0.001)
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, lambda: open(__file__).close())
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    await reader.read()
    writer.close()
    await writer.wait_closed()
    server.close()
    import colorsys
    time.thread_time()
"""


@pytest.fixture
def program(tmp_path: Path) -> ModuleType:
    """A program that does each thing that holds up a loop."""
    path = tmp_path / "program.py"
    path.write_text(PROGRAM, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("program", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("sleeps", "time.sleep at program.py:"),
        ("reads", "open at program.py:"),
        ("starts", "subprocess.Popen at program.py:"),
        ("connects", "socket.connect at program.py:"),
        ("awaits_a_thread", "waiting for another thread at program.py:"),
        ("gets", "waiting for another thread at program.py:"),
        ("sleeps_further_in", "time.sleep at program.py:"),
        ("calls_back", "time.sleep at program.py:"),
        ("computes", "s of computing in one step"),
    ],
)
async def test_a_call_that_blocks_the_event_loop_is_reported(
    program: ModuleType, tmp_path: Path, name: str, seen: str
) -> None:
    with watching(Watch(tmp_path, long=0.03)) as watch:
        await asyncio.create_task(getattr(program, name)())
    assert any(seen in line for line in watch.seen), watch.seen


async def test_calls_that_do_not_block_the_event_loop_are_not_reported(program: ModuleType, tmp_path: Path) -> None:
    with watching(Watch(tmp_path)) as watch:
        await asyncio.create_task(program.behaves())
    assert watch.seen == []


async def test_garbage_collection_is_not_reported(program: ModuleType, tmp_path: Path) -> None:
    with watching(Watch(tmp_path, long=0.03)) as watch:
        await asyncio.create_task(program.collects())
    assert watch.seen == []


async def test_blocking_calls_of_a_test_are_not_reported(program: ModuleType, tmp_path: Path) -> None:
    with watching(Watch(tmp_path)) as watch:
        program.rests()
        (tmp_path / "note").write_text("a test may wait", encoding="utf-8")
    assert watch.seen == []


def test_waiting_without_an_event_loop_is_not_reported(program: ModuleType, tmp_path: Path) -> None:
    with watching(Watch(tmp_path)) as watch, pytest.raises(StopIteration):
        program.sleeps().send(None)
    assert watch.seen == []
