"""Kokoro's files: listed for anyone, downloaded for those who have the token."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from tests.api.client import Api, opened
from wyoming_kokoro.api.token import make_token
from wyoming_kokoro.downloads import FileList, PublishedFile
from wyoming_kokoro.engines import ToneEngine
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio import Studio


async def test_every_published_file_is_listed_with_its_state(api: Api) -> None:
    status, _, body = await api.ask("GET", "/v1/files")
    listed = json.loads(body)
    assert status == 200
    voices = {row["name"]: row for row in listed["voices"]}
    assert voices["af_heart"]["state"] == "missing" and voices["af_heart"]["known"]
    assert any(row["name"].endswith(".onnx") for row in listed["models"])


async def test_nothing_is_fetched_without_the_token(api: Api, token: str) -> None:
    assert token
    status, _, _ = await api.ask("POST", "/v1/files/fetch", json={"kind": "voices", "name": "af_heart"})
    assert status == 401


@pytest.mark.parametrize("fields", [{"kind": "voices", "name": "af_nobody"}, {"kind": "voices"}, {"kind": "keys"}])
async def test_only_published_files_can_be_fetched(api: Api, token: str, fields: dict[str, str]) -> None:
    status, _, body = await api.ask(
        "POST", "/v1/files/fetch", json=fields, headers={"Authorization": f"Bearer {token}"}
    )
    assert status in (400, 404) and json.loads(body)["error"]["code"] in {"not_found", "invalid_value"}


async def test_a_file_that_may_not_be_downloaded_is_an_error(studio: Studio, loaded: LoadedSettings) -> None:
    offline = replace(loaded.settings.downloads, enabled=False)
    await studio.follow(replace(loaded, settings=replace(loaded.settings, downloads=offline)))
    async with opened(studio, loaded, trusted=True) as api:
        status, _, body = await api.ask("POST", "/v1/files/fetch", json={"kind": "voices", "name": "af_heart"})
    assert status == 503 and json.loads(body)["error"]["code"]


CONTENT = b"a small model"
TINY = PublishedFile("tiny.onnx", "tiny.onnx", sha256(CONTENT).hexdigest(), len(CONTENT), ())


@pytest.fixture
def with_tiny_model(loaded: LoadedSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> LoadedSettings:
    """Settings that download from a folder, where a small model is the only published file."""
    monkeypatch.setattr(FileList, "load", lambda: FileList((TINY,), ()))
    (tmp_path / "offline").mkdir()
    (tmp_path / "offline" / TINY.path).write_bytes(CONTENT)
    downloads = replace(loaded.settings.downloads, folder=str(tmp_path / "offline"))
    return replace(loaded, settings=replace(loaded.settings, downloads=downloads))


async def test_a_published_file_is_downloaded(with_tiny_model: LoadedSettings) -> None:
    studio = await Studio.open(with_tiny_model, engine=ToneEngine())
    try:
        async with opened(studio, with_tiny_model, trusted=True) as api:
            status, _, body = await api.ask("POST", "/v1/files/fetch", json={"kind": "models", "name": TINY.name})
            assert status == 200 and json.loads(body)["state"] == "present"
            assert [row["state"] for row in (await api.json("/v1/files"))["models"]] == ["present"]
    finally:
        await studio.close()


async def test_the_status_has_the_rights_of_the_client(api: Api, loaded: LoadedSettings) -> None:
    async def rights(**headers: str) -> object:
        _, _, body = await api.ask("GET", "/v1/status", headers=headers)
        return json.loads(body)["rights"]

    assert await rights() == "off"
    token = make_token(loaded.sources.paths.token)
    assert await rights() == "look"
    assert await rights(Authorization="Bearer wrong") == "look"
    assert await rights(Authorization=f"Bearer {token}") == "all"


async def test_a_trusted_client_has_all_rights(studio: Studio, loaded: LoadedSettings) -> None:
    async with opened(studio, loaded, trusted=True) as api:
        _, _, body = await api.ask("GET", "/v1/status")
    status = json.loads(body)
    assert status["rights"] == "all" and status["doors"]["http"] and "mp3" in status["formats"]
