"""The dashboard's files."""

import asyncio
import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.client import Api, opened
from wyoming_kokoro import assets
from wyoming_kokoro.api import static_files
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio import Studio


@pytest.fixture
async def with_files(studio: Studio, loaded: LoadedSettings, tmp_path: Path) -> AsyncIterator[Api]:
    """A client of a server with a dashboard of a few files."""
    folder = tmp_path / "web"
    (folder / "panels").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>é</title>")
    (folder / "panels" / "voices.js").write_text("export default 1;")
    (folder / ".hidden").write_text("secret")
    (folder / "odd name.txt").write_text("odd")
    (tmp_path / "outside.txt").write_text("secret")
    async with opened(studio, loaded, files=await asyncio.to_thread(static_files, folder)) as connected:
        yield connected


async def test_only_the_dashboards_files_are_sent(with_files: Api) -> None:
    plain = {"Accept-Encoding": "identity"}
    status, headers, page = await with_files.ask("GET", "/", headers=plain)
    assert status == 200 and headers["Content-Type"] == "text/html; charset=utf-8" and "é" in page.decode()
    assert "frame-ancestors" in headers["Content-Security-Policy"]
    status, headers, _ = await with_files.ask("GET", "/panels/voices.js", headers=plain)
    assert status == 200 and headers["Content-Type"] == "text/javascript; charset=utf-8"
    status, _, body = await with_files.ask("GET", "/panels/voices.js", headers={"If-None-Match": headers["ETag"]})
    assert status == 304 and not body
    for path in ("/.hidden", "/odd name.txt", "/outside.txt", "/../outside.txt", "/panels/", "/panels", "/%2e%2e/x"):
        assert (await with_files.ask("GET", path))[0] == 404


async def test_files_are_compressed_for_clients_that_accept_it(with_files: Api) -> None:
    _, plain, page = await with_files.ask("GET", "/", headers={"Accept-Encoding": "identity"})
    _, headers, packed = await with_files.ask("GET", "/", headers={"Accept-Encoding": "gzip, br"})
    assert headers["Content-Encoding"] == "gzip" and gzip.decompress(packed) == page
    assert "Content-Encoding" not in plain and plain["Vary"] == headers["Vary"] == "Accept-Encoding"


async def test_the_old_address_of_the_dashboard_redirects_relatively(with_files: Api) -> None:
    status, headers, _ = await with_files.ask("GET", "/dashboard", allow_redirects=False)
    assert status == 302 and headers["Location"] == "./"


def test_the_dashboard_has_an_index() -> None:
    assert static_files(assets.web_folder())["index.html"].content_type == "text/html"
