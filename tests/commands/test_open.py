"""`wyoming-kokoro open` prints a link with a ticket, and opens it in a browser where there is one."""

import asyncio
import re
import stat
from pathlib import Path

import aiohttp
import pytest

from tests.programs import started
from wyoming_kokoro.api.token import read_token
from wyoming_kokoro.cli import main

_LINK = re.compile(r"(http://127\.0\.0\.1:\d+)/#ticket=([\w-]+)")

_BROWSER = """#!/bin/sh
echo "$@" > "{folder}/arguments"
/bin/cat "{folder}/open.html" > "{folder}/opened"
"""


@pytest.fixture(autouse=True)
def without_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """No browser can be shown."""
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "SUPERVISOR_TOKEN"):
        monkeypatch.delenv(name, raising=False)


async def _run(*arguments: str) -> int:
    return await asyncio.to_thread(main, ["open", *arguments])


async def _token_for(text: str) -> str | None:
    """Return what the server gives for the ticket of the link in a text; None if it refuses it."""
    match = _LINK.search(text)
    assert match is not None, text
    asked = aiohttp.ClientSession()
    async with asked, asked.post(f"{match[1]}/v1/token", json={"ticket": match[2]}) as answer:
        return (await answer.json()).get("token") if answer.status == 200 else None


@pytest.mark.slow
async def test_without_a_browser_the_link_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with started(tmp_path, "--engine", "tone") as program:
        await program.log_until("is ready")
        assert await _run("--data-dir", str(tmp_path)) == 0
        printed = capsys.readouterr()
        assert printed.out.startswith(program.web) and "once, within 10 minutes" in printed.err
        assert await _token_for(printed.out) == read_token(tmp_path / "token") is not None
        assert await _token_for(printed.out) is None, "it was used"
        assert not (tmp_path / "open.html").exists()
        assert "ticket" not in "".join(program.lines), "a link is not logged"


@pytest.mark.slow
async def test_a_browser_gets_the_link_by_a_file_and_not_by_its_arguments(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tmp_path / "browser"
    browser.write_text(_BROWSER.format(folder=tmp_path))
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    async with started(tmp_path, "--engine", "tone") as program:
        await program.log_until("is ready")
        assert await _run("--data-dir", str(tmp_path)) == 0
        assert (tmp_path / "arguments").read_text().strip() == (tmp_path / "open.html").as_uri()
        assert stat.S_IMODE((tmp_path / "open.html").stat().st_mode) == 0o600
        printed, opened = capsys.readouterr().out, (tmp_path / "opened").read_text()
        (link,) = {match[0] for match in _LINK.finditer(printed + opened)}
        assert await _token_for(link) == read_token(tmp_path / "token")
        (tmp_path / "arguments").unlink()
        assert await _run("--data-dir", str(tmp_path), "--print") == 0
        assert not (tmp_path / "arguments").exists()


def test_without_a_server_it_says_how_to_start_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "server").write_text("http://127.0.0.1:9\n")
    assert main(["open", "--data-dir", str(tmp_path)]) == 1
    assert "`wyoming-kokoro` starts one" in capsys.readouterr().err
    assert not (tmp_path / "tickets").exists()


def test_in_the_add_on_it_points_to_the_sidebar(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUPERVISOR_TOKEN", "x")
    assert main(["open", "--data-dir", str(tmp_path)]) == 1
    assert "sidebar" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
