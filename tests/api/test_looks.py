"""What can be looked at: lists, health, status, metrics, texts, links and the dashboard's files."""

import asyncio
import gzip
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.api.decoding import heard
from tests.api.doors import Api, opened
from tests.api.held import Failing, spoken_by
from wyoming_kokoro import assets, log
from wyoming_kokoro.api import static_files
from wyoming_kokoro.api.memory import memory_bytes
from wyoming_kokoro.api.routes.links import MAX_LINKS, SpeechLinks
from wyoming_kokoro.api.speech_request import SpeechRequest
from wyoming_kokoro.errors import BadRequest
from wyoming_kokoro.settings import LoadedSettings
from wyoming_kokoro.studio import Studio

TEXT = "Dr. Smith paid $5.50 on 12/18/2013."


async def _json(api: Api, path: str, **body: object) -> Any:  # noqa: ANN401 -- of whatever shape
    asking = api.ask("POST", path, json=body) if body else api.ask("GET", path)
    status, headers, content = await asking
    assert status == 200 and headers["Content-Type"].startswith("application/json"), content
    return json.loads(content)


@pytest.mark.parametrize("path", ["/v1/voices", "/v1/audio/voices", "/v1//audio/voices"])
async def test_voices_are_listed_as_clients_look_for_them(api: Api, path: str) -> None:
    found = await _json(api, path)
    assert found["object"] == "list" and found["data"] == found["voices"] and found["default_voice"] == "af_heart"
    assert all(row["id"] and row["name"] for row in found["voices"])
    ids = [row["id"] for row in found["voices"]]
    assert len(set(ids)) == len(ids) > 50 and "af_heart" in ids


@pytest.mark.parametrize("query", ["legacy=true", "legacy=1"])
async def test_names_alone_are_given_to_those_who_know_no_objects(api: Api, query: str) -> None:
    names = (await _json(api, f"/v1/audio/voices?{query}"))["voices"]
    assert "af_heart" in names and names == (await _json(api, "/voices"))["voices"]


async def test_models_are_listed_as_clients_look_for_them(api: Api) -> None:
    found = await _json(api, "/v1/models")
    assert found == await _json(api, "/v1/audio/models")
    assert [row["id"] for row in found["data"]] == ["kokoro", "tts-1", "tts-1-hd", "gpt-4o-mini-tts"]
    assert all(row["object"] == "model" and isinstance(row["created"], int) for row in found["models"])
    assert (await _json(api, "/v1/models/tts-1"))["id"] == "tts-1"
    assert (await _json(api, "/v1/models/kokoro@2"))["id"] == "kokoro@2"


async def test_further_models_can_be_named_in_the_settings(api: Api) -> None:
    assert (await api.ask("GET", "/v1/models/house-voice"))[0] == 404
    api.stage.set(**{"http.model_aliases": ("house-voice",)})
    assert (await _json(api, "/v1/models/house-voice"))["id"] == "house-voice"
    assert await api.say("Yes.", model="house-voice@monday")


async def test_clients_can_tell_what_kind_of_server_this_is(api: Api) -> None:
    assert await _json(api, "/v1/test") == {"status": "ok"}
    assert (await api.ask("GET", "/v1/readyz"))[0] == 404
    assert (await _json(api, "/health"))["status"] == "ok" == (await _json(api, "/v1/health"))["status"]


async def test_while_it_starts_it_is_not_ready_but_tells(api: Api) -> None:
    api.stage.speaking = None
    status, _, body = await api.ask("GET", "/health")
    assert status == 503 and json.loads(body)["status"] == "starting"
    for path in ("/v1/status", "/metrics"):
        assert (await api.ask("GET", path))[0] == 200
    status, headers, body = await api.ask("POST", "/v1/audio/speech", json={"input": "Yes."})
    assert status == 503 and headers["Retry-After"] == "2" and json.loads(body)["error"]["code"] == "starting"


async def test_status_tells_what_was_done_lately_in_figures(api: Api) -> None:
    await api.say(TEXT, voice="nova")
    await api.say(TEXT, voice="nova")
    spoken_by(api.stage.studio, Failing(0))
    await api.ask("POST", "/v1/audio/speech", json={"input": TEXT})
    found = await _json(api, "/v1/status")
    failed, known, made = found["recent"]
    assert made["door"] == "http" and made["voice"] == "af_nova" and made["characters"] == len(TEXT)
    assert made["rtf"] > 0 and made["from_cache"] == 0 and made["outcome"] == "said"
    assert known["rtf"] is None and known["from_cache"] == 1
    assert failed["outcome"] == "no_sound"
    figures = found["speech"]["http"]
    assert figures["utterances"] == 3 and figures["failed"] == 1 and figures["rtf"]["p50"] == made["rtf"]
    assert figures["first_sound"]["p95"] == made["first_sound"] and found["speech"]["wyoming"]["rtf"]["p50"] is None
    assert found["cache"]["found_in_memory"] >= 1 and found["memory_bytes"] > 10_000_000
    assert found["health"]["status"] == "ok" and found["listeners"] == found["queue"] == 0 and found["fetching"] == []
    assert found["settings"]["digest"] == api.stage.watch.loaded.digest
    assert "Smith" not in json.dumps(found)


async def test_the_last_hours_are_told_in_columns(api: Api) -> None:
    await api.say(TEXT)
    await api.say(TEXT)
    api.stage.studio.ledger.hours.looked(1, 2, 3_000)
    found = await _json(api, "/v1/status/hours")
    assert sum(found["utterances"]) == 2 and max(found["queue"]) == 2 and 3_000 in found["memory_bytes"]
    length = len(found["moment"])
    for name in ("first_sound", "first_sound_from_cache", "rtf"):
        assert {share: len(column) for share, column in found[name].items()} == {"p50": length, "p95": length}
        assert any(figure is not None and figure > 0 for figure in found[name]["p95"])


async def test_every_voice_says_where_it_is_from(api: Api) -> None:
    api.stage.set(**{"voices.saved": {"evening": "af_heart*0.7 + am_adam*0.3"}})
    await api.stage.studio.follow(api.stage.watch.loaded)
    kinds = {row["id"]: row["kind"] for row in (await _json(api, "/v1/voices"))["voices"]}
    assert kinds["af_heart"] == "kokoro" and kinds["evening"] == "saved" and kinds["espeak_cy"] == "espeak"


async def test_status_holds_the_last_warnings_without_places(api: Api) -> None:
    log.start()
    logging.getLogger("wyoming_kokoro.x").warning("%s cannot be read", "/var/lib/kokoro/models/model.onnx")
    last = (await _json(api, "/v1/status"))["warnings"][-1]
    assert last["message"] == "model.onnx cannot be read" and last["level"] == "WARNING" and last["moment"] > 0


async def test_metrics_are_what_prometheus_reads(api: Api) -> None:
    await api.say(TEXT)
    await api.ask("POST", "/v1/audio/speech", json={"input": TEXT, "voice": "nobody"})
    status, headers, body = await api.ask("GET", "/metrics")
    assert status == 200 and headers["Content-Type"].startswith("text/plain; version=")
    families = {family.name: family for family in text_string_to_metric_families(body.decode())}
    assert {"kokoro_first_sound_seconds", "kokoro_realtime_factor", "kokoro_queue_wait_seconds"} <= set(families)
    assert {"kokoro_cache_lookups", "kokoro_config_reloads", "kokoro_memory_bytes", "kokoro_queue"} <= set(families)
    samples = {
        (sample.name, *sorted(sample.labels.values())): sample.value
        for family in families.values()
        for sample in family.samples
    }
    assert samples["kokoro_utterances_total", "http"] >= 1
    assert samples["kokoro_http_rejected_total", "voice_not_found"] >= 1
    assert samples["kokoro_first_sound_seconds_bucket", "+Inf", "http"] >= 1
    assert (
        samples["kokoro_first_sound_seconds_count", "http"]
        == samples["kokoro_first_sound_seconds_bucket", "+Inf", "http"]
    )
    assert samples["kokoro_engine", "tone"] == 1 and samples["kokoro_ready",] == 1


async def test_what_will_be_said_is_told_with_its_rule(api: Api) -> None:
    found = await _json(api, "/v1/text/explain", text=TEXT)
    assert found["language"] == "en-US" and found["said"] and found["phonemes"]
    places = [(part["start"], part["end"], part["written"]) for part in found["parts"]]
    assert all(TEXT[start:end] == written for start, end, written in places) and places == sorted(places)
    words = [word for part in found["parts"] for word in part["words"]]
    assert all(part["rule"] for part in found["parts"]) and all(word["source"] for word in words)
    assert (await _json(api, "/v1/text/explain", text="Guten Tag", language="de"))["language"] == "de"
    assert (await _json(api, "/v1/text/explain", input="Hello", voice="bf_emma"))["language"] == "en-GB"


async def test_phonemes_are_given_as_kokoro_fastapi_gives_them(api: Api) -> None:
    found = await _json(api, "/dev/phonemize", text="Hello there", language="a")
    assert set(found) == {"phonemes", "tokens"} and len(found["tokens"]) == len(found["phonemes"]) > 5


@pytest.mark.parametrize(
    ("body", "about"), [({"text": ""}, "text"), ({}, "text"), ({"text": "x", "voice": "nobody"}, "voice")]
)
async def test_a_text_that_cannot_be_explained_is_refused(api: Api, body: dict[str, object], about: str) -> None:
    status, _, content = await api.ask("POST", "/v1/text/explain", json=body)
    assert status == 400 and json.loads(content)["error"]["param"] == about


async def test_a_player_opens_an_address_that_says_something(api: Api) -> None:
    api.stage.set(**{"http.key": "open-sesame"})
    key = {"Authorization": "Bearer open-sesame"}
    assert (await api.ask("POST", "/v1/audio/links", json={"input": TEXT}))[0] == 401
    _, _, body = await api.ask("POST", "/v1/audio/links", json={"input": TEXT}, headers=key)
    made = json.loads(body)
    assert made["path"].startswith("/audio/") and made["path"].endswith(".mp3") and made["seconds"] == 300
    for _ in range(2):
        async with api.session.get(made["url"]) as answer:
            assert answer.status == 200 and heard(await answer.read()).seconds > 1
    async with api.session.head(made["url"]) as answer:
        assert answer.status == 200 and answer.headers["Content-Type"] == "audio/mpeg"
    assert (await api.ask("GET", "/audio/" + "x" * 22 + ".mp3"))[0] == 404


async def test_an_address_for_what_cannot_be_said_is_not_made(api: Api) -> None:
    assert (await api.ask("POST", "/v1/audio/links", json={"input": TEXT, "voice": "nobody"}))[0] == 400


def test_addresses_are_good_for_a_while_and_not_too_many() -> None:
    now = [0.0]
    links = SpeechLinks(lambda: now[0])
    first = links.add(SpeechRequest("One."), 10)
    assert links.find(first).input == "One."
    now[0] = 11
    with pytest.raises(BadRequest):
        links.find(first)
    names = [links.add(SpeechRequest(str(number)), 10) for number in range(MAX_LINKS + 1)]
    with pytest.raises(BadRequest):
        links.find(names[0])
    assert links.find(names[1]).input == "1" and len(set(names)) == len(names)


@pytest.fixture
async def furnished(studio: Studio, loaded: LoadedSettings, tmp_path: Path) -> AsyncIterator[Api]:
    """A door with a dashboard of a few files."""
    folder = tmp_path / "web"
    (folder / "panels").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>é</title>")
    (folder / "panels" / "voices.js").write_text("export default 1;")
    (folder / ".hidden").write_text("secret")
    (folder / "odd name.txt").write_text("odd")
    (tmp_path / "outside.txt").write_text("secret")
    async with opened(studio, loaded, files=await asyncio.to_thread(static_files, folder)) as connected:
        yield connected


async def test_the_dashboards_files_are_sent_and_nothing_else(furnished: Api) -> None:
    plain = {"Accept-Encoding": "identity"}
    status, headers, page = await furnished.ask("GET", "/", headers=plain)
    assert status == 200 and headers["Content-Type"] == "text/html; charset=utf-8" and "é" in page.decode()
    assert "frame-ancestors" in headers["Content-Security-Policy"]
    status, headers, _ = await furnished.ask("GET", "/panels/voices.js", headers=plain)
    assert status == 200 and headers["Content-Type"] == "text/javascript; charset=utf-8"
    status, _, body = await furnished.ask("GET", "/panels/voices.js", headers={"If-None-Match": headers["ETag"]})
    assert status == 304 and not body
    for path in ("/.hidden", "/odd name.txt", "/outside.txt", "/../outside.txt", "/panels/", "/panels", "/%2e%2e/x"):
        assert (await furnished.ask("GET", path))[0] == 404


async def test_the_dashboards_files_are_packed_for_those_who_can_unpack_them(furnished: Api) -> None:
    _, plain, page = await furnished.ask("GET", "/", headers={"Accept-Encoding": "identity"})
    _, headers, packed = await furnished.ask("GET", "/", headers={"Accept-Encoding": "gzip, br"})
    assert headers["Content-Encoding"] == "gzip" and gzip.decompress(packed) == page
    assert "Content-Encoding" not in plain and plain["Vary"] == headers["Vary"] == "Accept-Encoding"


async def test_an_earlier_servers_dashboard_leads_here_by_a_relative_way(furnished: Api) -> None:
    status, headers, _ = await furnished.ask("GET", "/dashboard", allow_redirects=False)
    assert status == 302 and headers["Location"] == "./"


def test_our_own_dashboard_is_among_the_files() -> None:
    assert static_files(assets.web_folder())["index.html"].content_type == "text/html"


def test_memory_is_measured_also_where_the_system_says_little() -> None:
    assert memory_bytes() > 10_000_000
    assert memory_bytes(Path("/nowhere")) > 10_000_000
