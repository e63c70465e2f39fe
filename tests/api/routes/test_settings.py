"""Settings over HTTP: only for those who have the token."""

import json
import stat
from collections.abc import Mapping
from typing import Any

import pytest

from tests.api.client import Api
from wyoming_kokoro.api.token import make_token, read_token, remove_token
from wyoming_kokoro.cli import main
from wyoming_kokoro.errors import Unavailable
from wyoming_kokoro.settings import LoadedSettings

PATH = "/v1/settings"


async def _ask(
    api: Api, method: str, token: str | None, body: object = None, **headers: str
) -> tuple[int, Mapping[str, Any]]:
    sent = {"Authorization": f"Bearer {token}"} if token else {}
    more = {} if body is None else {"json": body}
    status, _, content = await api.ask(method, PATH, headers={**sent, **headers}, **more)
    return status, json.loads(content)


def _value(state: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 -- of whatever kind
    section, _, key = name.partition(".")
    options = next(each["options"] for each in state["sections"] if each["name"] == section)
    return next(each for each in options if each["name"] == key)["value"]


async def test_settings_cannot_be_changed_if_no_token_exists(api: Api) -> None:
    for method, body in (("GET", None), ("PATCH", {"speech.voice": "bf_emma"})):
        status, answer = await _ask(api, method, "whatever", body)
        assert status == 403 and answer["error"]["code"] == "changes_off"


@pytest.mark.parametrize("sent", [None, "wrong", "", "x" * 500])
async def test_settings_cannot_be_changed_with_a_wrong_token(api: Api, token: str, sent: str | None) -> None:
    assert token
    status, answer = await _ask(api, "PATCH", sent, {"speech.voice": "bf_emma"})
    assert status == 401 and answer["error"]["code"] == "invalid_token"
    assert api.state.watch.loaded.settings.speech.voice == "af_heart"


async def test_the_api_key_is_not_accepted_as_a_token(api: Api, token: str) -> None:
    api.state.set(**{"http.key": "open-sesame"})
    assert (await _ask(api, "GET", "open-sesame"))[0] == 401
    assert (await _ask(api, "GET", token))[0] == 200
    speech = {"input": "Yes."}
    assert (await api.ask("POST", "/v1/audio/speech", json=speech, headers={"Authorization": f"Bearer {token}"}))[
        0
    ] == 200


async def test_settings_are_listed_with_the_data_for_forms(api: Api, token: str) -> None:
    status, state = await _ask(api, "GET", token)
    speed = next(
        each for each in next(one for one in state["sections"] if one["name"] == "speech")["options"]
        if each["name"] == "speed"
    )  # fmt: skip
    assert (
        status == 200
        and speed["type"] == "float"
        and speed["valueMin"] == 0.25
        and speed["layer"].startswith("config.json")
    )
    assert state["digest"] == api.state.watch.loaded.digest and state["problems"] == []


async def test_a_setting_is_read_and_changed_by_its_former_name_too(api: Api, token: str) -> None:
    status, state = await _ask(api, "PATCH", token, {"engine": {"tries": 4}, "cache.prepare": False})
    assert status == 200
    assert _value(state, state["former_names"]["engine.tries"]) == 4
    assert _value(state, "cache.precompute") is False


async def test_a_change_is_used_at_once_and_saved(api: Api, token: str, loaded: LoadedSettings) -> None:
    status, state = await _ask(api, "PATCH", token, {"speech.voice": "bf_emma", "speech": {"speed": 1.5}})
    assert status == 200 and _value(state, "speech.voice") == "bf_emma" and _value(state, "speech.speed") == 1.5
    _, headers, _ = await api.ask("POST", "/v1/audio/speech", json={"input": "Yes."})
    assert headers["X-Voice"] == "bf_emma" and headers["X-Config-Version"] == state["digest"]
    assert json.loads(loaded.sources.paths.override.read_text()) == {"speech": {"voice": "bf_emma", "speed": 1.5}}
    status, state = await _ask(api, "PATCH", token, {"speech.voice": None})
    assert _value(state, "speech.voice") == "af_heart" and _value(state, "speech.speed") == 1.5


@pytest.mark.parametrize(
    ("change", "about", "code"),
    [
        ({"speech.speed": 9}, "speech.speed", "invalid_setting"),
        ({"speech.speed": "fast"}, "speech.speed", "invalid_setting"),
        ({"speech": {"speed": [1]}}, "speech.speed", "invalid_setting"),
        ({"speech.voice": "<script>"}, None, None),
        ({"speech.pace": 1}, "speech.pace", "unknown_setting"),
        ({"nothing": 1}, "nothing", "unknown_setting"),
        ({"<b>x</b>": 1}, None, "unknown_setting"),
        ({"http.key": "mine"}, "http.key", "local_setting"),
        ({"log.debug": True}, "log.debug", "local_setting"),
        ({"downloads.folder": "/etc"}, "downloads.folder", "local_setting"),
        ({"speech.voice": "bf_emma", "speech.speed": 9}, "speech.speed", "invalid_setting"),
    ],
    ids=str,
)
async def test_an_invalid_change_is_refused_whole_and_not_repeated(
    api: Api, token: str, loaded: LoadedSettings, change: dict[str, object], about: str | None, code: str | None
) -> None:
    status, answer = await _ask(api, "PATCH", token, change)
    if code is None:
        assert status == 200  # any name may be one of a voice to come
        return
    assert status == 400 and answer["error"]["code"] == code and answer["error"]["param"] == about
    assert "<b>" not in answer["error"]["message"] and "mine" not in answer["error"]["message"]
    assert not loaded.sources.paths.override.exists()


async def test_a_broken_file_is_reported_without_its_folder(api: Api, token: str, loaded: LoadedSettings) -> None:
    loaded.sources.paths.override.write_text("{")
    status, answer = await _ask(api, "PATCH", token, {"speech.speed": 1.5})
    assert status == 400 and answer["error"]["code"] == "invalid_settings"
    assert str(loaded.sources.paths.data) not in json.dumps(answer)
    await api.state.watch.refresh()
    _, state = await _ask(api, "GET", token)
    assert state["problems"][0].startswith("override.json: ")


async def test_a_page_of_another_server_changes_nothing(api: Api, token: str) -> None:
    assert (await _ask(api, "PATCH", token, {"speech.speed": 1.5}, Origin="https://evil.example"))[0] == 403


async def test_a_trusted_client_needs_no_token(trusted: Api) -> None:
    assert (await _ask(trusted, "PATCH", None, {"speech.speed": 1.5}))[0] == 200


def test_a_token_is_long_random_and_readable_only_by_its_owner(loaded: LoadedSettings) -> None:
    path = loaded.sources.paths.token
    tokens = {make_token(path) for _ in range(3)}
    assert len(tokens) == 3 and all(len(each) == 43 for each in tokens)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and read_token(path) in tokens
    assert [each.name for each in path.parent.iterdir() if "token" in each.name] == ["token"]
    remove_token(path)
    remove_token(path)
    assert read_token(path) is None


def test_a_token_that_cannot_be_saved_is_an_error(loaded: LoadedSettings) -> None:
    path = loaded.sources.paths.token
    (path.parent / "token").mkdir()
    with pytest.raises(Unavailable):
        make_token(path)
    with pytest.raises(Unavailable):
        remove_token(path)
    assert read_token(path) is None


def test_the_token_command_creates_and_removes_the_token(
    loaded: LoadedSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    place = str(loaded.sources.paths.data)
    assert main(["token", "--data-dir", place]) == 0
    assert capsys.readouterr().out.strip() == read_token(loaded.sources.paths.token)
    assert main(["token", "--data-dir", place, "--remove"]) == 0
    assert read_token(loaded.sources.paths.token) is None


async def test_half_a_surrogate_pair_in_a_setting_is_refused(api: Api, token: str) -> None:
    for body in ({"speech.voice": "\ud800"}, {"voices.saved": {"\udc00": "af_heart"}}, {"\ud800": 1}):
        status, answer = await _ask(api, "PATCH", token, body)
        assert status == 400 and answer["error"]["code"] in ("invalid_setting", "unknown_setting")


async def test_the_password_of_a_mirror_is_not_shown(api: Api, token: str) -> None:
    api.state.set(**{"downloads.mirror": "https://me:p@ss/word@files.lan/kokoro"})
    _, state = await _ask(api, "GET", token)
    assert _value(state, "downloads.mirror") == "https://(hidden)@files.lan/kokoro"
