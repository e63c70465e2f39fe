"""Clients see whether the server is ready."""

import json

from tests.api.client import Api


async def test_clients_recognise_the_kind_of_server(api: Api) -> None:
    assert await api.json("/v1/test") == {"status": "ok"}
    assert (await api.ask("GET", "/v1/readyz"))[0] == 404
    assert (await api.json("/health"))["status"] == "ok" == (await api.json("/v1/health"))["status"]


async def test_a_starting_server_answers_that_it_is_not_ready(api: Api) -> None:
    api.state.current_studio = None
    status, _, body = await api.ask("GET", "/health")
    assert status == 503 and json.loads(body)["status"] == "starting"
    for path in ("/v1/status", "/metrics"):
        assert (await api.ask("GET", path))[0] == 200
    status, headers, body = await api.ask("POST", "/v1/audio/speech", json={"input": "Yes."})
    assert status == 503 and headers["Retry-After"] == "2" and json.loads(body)["error"]["code"] == "starting"
