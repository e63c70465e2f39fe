"""`say --to`: Home Assistant's media players and satellites fetch the sound, and what goes wrong is told."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from tests.api.client import Api, opened
from wyoming_kokoro.cli import main
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio import Studio

TOKEN = "a-long-lived-token"  # noqa: S105 -- of a server for tests
TEXT = "The washing machine has finished."


class Home:
    """What `say --to` asks of Home Assistant: states and two services; its players fetch what they are told to play."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, object]]] = []
        self.sounds: list[bytes] = []
        self.fetches = True
        self.port = 0

    async def state(self, request: web.Request) -> web.Response:
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.Response(status=401, text="401: Unauthorized")
        states = {"media_player.kitchen": "idle", "assist_satellite.hall": "idle", "media_player.shed": "unavailable"}
        states["media_player.clock"] = "idle"
        entity = request.match_info.get("entity")
        if entity is None:
            return web.json_response([{"entity_id": name} for name in states])
        if entity not in states:
            return web.json_response({"message": "Entity not found."}, status=404)
        return web.json_response({"entity_id": entity, "state": states[entity]})

    async def service(self, request: web.Request) -> web.Response:
        fields = await request.json()
        if fields["entity_id"] == "media_player.clock":
            return web.json_response({"message": "Entity media_player.clock does not support it"}, status=400)
        self.calls.append((request.match_info["service"], fields))
        if self.fetches:
            address = fields.get("media_content_id") or fields["media_id"]
            async with aiohttp.ClientSession() as session, session.get(address) as answer:
                self.sounds.append(await answer.read())
        return web.json_response([])


@pytest.fixture
async def home() -> AsyncIterator[Home]:
    made = Home()
    app = web.Application()
    app.add_routes(
        [
            web.get("/api/states", made.state),
            web.get("/api/states/{entity}", made.state),
            web.post("/api/services/{service:.*}", made.service),
        ]
    )
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.port = runner.addresses[0][1]
    yield made
    await runner.cleanup()


@pytest.fixture
async def api(studio: Studio, loaded: LoadedSettings) -> AsyncIterator[Api]:
    async with opened(studio, loaded) as client:
        yield client


@pytest.fixture
def settings(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wyoming_kokoro.log.start", lambda **_: None)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WYOMING_KOKORO_HOMEASSISTANT_URL", f"http://127.0.0.1:{home.port}")
    monkeypatch.setenv("WYOMING_KOKORO_HOMEASSISTANT_TOKEN", TOKEN)


async def say(api: Api, tmp_path: Path, *words: str) -> int:
    return await asyncio.to_thread(main, ["say", TEXT, "--server", api.base, "--data-dir", str(tmp_path), *words])


@pytest.mark.usefixtures("settings")
async def test_a_player_and_a_satellite_fetch_and_play(
    api: Api, home: Home, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = await say(api, tmp_path, "--json", "--to", "media_player.kitchen", "--to", "assist_satellite.hall")
    told = json.loads(capsys.readouterr().out)
    assert code == 0 and [each["fetched"] for each in told["to"]] == [True, True]
    calls = dict(home.calls)
    play, announce = calls["media_player/play_media"], calls["assist_satellite/announce"]
    assert play["entity_id"] == "media_player.kitchen" and play["announce"] is True
    assert play["media_content_type"] == "music" and str(play["media_content_id"]).startswith(f"{api.base}/audio/")
    assert announce["entity_id"] == "assist_satellite.hall" and str(announce["media_id"]).endswith(".mp3")
    assert [len(sound) > 1000 for sound in home.sounds] == [True, True]


@pytest.mark.usefixtures("settings")
async def test_a_player_that_cannot_reach_us_is_told(
    api: Api, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home.fetches = False
    monkeypatch.setattr("wyoming_kokoro.playback.home_assistant.FETCH_SECONDS", 0.3)
    assert await say(api, tmp_path, "--to", "media_player.kitchen") == 0
    assert "media_player.kitchen has not fetched the sound within 0.3 seconds" in capsys.readouterr().err


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(
    ("entity", "message"),
    [
        (
            "media_player.kitchin",
            "no entity media_player.kitchin; did you mean media_player.kitchen",
        ),
        ("light.kitchen", "should be a media_player or an assist_satellite"),
        ("media_player.shed", "is unavailable now"),
        ("media_player.clock", "media_player.clock: Entity media_player.clock does not support it."),
    ],
)
async def test_a_wrong_entity_is_an_error(
    api: Api, tmp_path: Path, entity: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await say(api, tmp_path, "--to", entity) == 1
    assert message in capsys.readouterr().err


@pytest.mark.usefixtures("settings")
@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("TOKEN", "another", "does not accept the token"),
        ("TOKEN", "", "Set `homeassistant.url` and `homeassistant.token`"),
        ("URL", "http://127.0.0.1:1", "cannot be reached at 127.0.0.1, port 1"),
    ],
)
async def test_settings_that_do_not_work_are_told(
    api: Api,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    setting: str,
    value: str,
    message: str,
) -> None:
    monkeypatch.setenv(f"WYOMING_KOKORO_HOMEASSISTANT_{setting}", value)
    assert await say(api, tmp_path, "--to", "media_player.kitchen") == 1
    told = capsys.readouterr().err
    assert message in told and TOKEN not in told


@pytest.mark.usefixtures("settings")
def test_without_a_server_there_is_nothing_to_fetch_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["say", TEXT, "--to", "media_player.kitchen", "--data-dir", str(tmp_path), "--engine", "tone"]
    (tmp_path / "override.json").write_text('{"http": {"port": 1}}', encoding="utf-8")
    assert main(words) == 1
    assert "needs the running server" in capsys.readouterr().err
