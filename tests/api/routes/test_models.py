"""Models are listed in the shapes that clients look for."""

from tests.api.client import Api


async def test_models_are_listed_in_the_shapes_of_every_client(api: Api) -> None:
    answer = await api.json("/v1/models")
    assert answer == await api.json("/v1/audio/models")
    assert [row["id"] for row in answer["data"]] == ["kokoro", "tts-1", "tts-1-hd", "gpt-4o-mini-tts"]
    assert all(row["object"] == "model" and isinstance(row["created"], int) for row in answer["models"])
    assert (await api.json("/v1/models/tts-1"))["id"] == "tts-1"
    assert (await api.json("/v1/models/kokoro@2"))["id"] == "kokoro@2"


async def test_the_settings_can_add_names_of_models(api: Api) -> None:
    assert (await api.ask("GET", "/v1/models/house-voice"))[0] == 404
    api.state.set(**{"http.model_aliases": ("house-voice",)})
    assert (await api.json("/v1/models/house-voice"))["id"] == "house-voice"
    assert await api.say("Yes.", model="house-voice@monday")
