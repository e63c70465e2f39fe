"""Voices are listed in the shapes that clients look for."""

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
