"""Voices are listed in the shapes that clients look for."""

import gzip
import json

import pytest

from tests.api.client import Api


@pytest.mark.parametrize("path", ["/v1/voices", "/v1/audio/voices", "/v1//audio/voices"])
async def test_voices_are_listed_in_the_shapes_of_every_client(api: Api, path: str) -> None:
    answer = await api.json(path)
    assert answer["object"] == "list" and answer["data"] == answer["voices"] and answer["default_voice"] == "af_heart"
    assert all(row["id"] and row["name"] for row in answer["voices"])
    ids = [row["id"] for row in answer["voices"]]
    assert len(set(ids)) == len(ids) > 50 and "af_heart" in ids


@pytest.mark.parametrize("query", ["legacy=true", "legacy=1"])
async def test_a_client_may_request_a_list_of_plain_names(api: Api, query: str) -> None:
    names = (await api.json(f"/v1/audio/voices?{query}"))["voices"]
    assert "af_heart" in names and names == (await api.json("/voices"))["voices"]


async def test_every_voice_has_its_kind(api: Api) -> None:
    api.state.set(**{"voices.saved": {"evening": "af_heart*0.7 + am_adam*0.3"}})
    await api.state.studio.follow(api.state.watch.loaded)
    kinds = {row["id"]: row["kind"] for row in (await api.json("/v1/voices"))["voices"]}
    assert kinds["af_heart"] == "kokoro" and kinds["evening"] == "saved" and kinds["espeak_cy"] == "espeak"


async def test_a_voice_has_a_sample_that_needs_no_model_and_may_be_kept(api: Api) -> None:
    rows = {row["id"]: row for row in (await api.json("/v1/voices"))["voices"]}
    assert rows["af_heart"]["sample"] == "/v1/voices/af_heart/sample" and rows["espeak_cy"]["sample"] is None
    status, headers, body = await api.ask("GET", rows["af_heart"]["sample"])
    assert status == 200 and body[:4] == b"OggS" and b"OpusHead" in body[:64]
    assert headers["Content-Type"] == "audio/ogg" and headers["Cache-Control"] == "max-age=86400"
    again, _, nothing = await api.ask("GET", rows["af_heart"]["sample"], headers={"If-None-Match": headers["ETag"]})
    assert again == 304 and not nothing
    part, _, beginning = await api.ask("GET", rows["af_heart"]["sample"], headers={"Range": "bytes=0-3"})
    assert part == 206 and beginning == b"OggS"
    assert (await api.ask("GET", "/v1/voices/heart/sample"))[2] == body


@pytest.mark.parametrize("name", ["af", "espeak_cy", "af_heart@0.9", "af_heart+am_adam", "nobody", "..%2Fcatalogue"])
async def test_without_a_sample_the_answer_is_an_error(api: Api, name: str) -> None:
    status, _, body = await api.ask("GET", f"/v1/voices/{name}/sample")
    assert 400 <= status < 500 and b'"error"' in body


async def test_voices_have_their_style_and_what_was_measured(api: Api) -> None:
    rows = {row["id"]: row for row in (await api.json("/v1/voices"))["voices"]}
    assert {"breathy", "calm"} <= set(rows["af_nicole"]["style"])
    assert set(rows["af_nicole"]["measured"]) == {"pitch", "pitch_range", "speed", "level", "brightness", "clearness"}
    assert rows["espeak_cy"]["style"] == [] and rows["espeak_cy"]["measured"] is None


async def test_the_list_is_compressed_for_clients_that_read_gzip(api: Api) -> None:
    _, headers, plain = await api.ask("GET", "/v1/voices")
    assert "Content-Encoding" not in headers and headers["Vary"] == "Accept-Encoding"
    _, headers, compressed = await api.ask("GET", "/v1/voices", headers={"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip" and len(compressed) < len(plain) / 5
    assert json.loads(gzip.decompress(compressed)) == json.loads(plain)
