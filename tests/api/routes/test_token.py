"""The page exchanges the ticket of a link for the token, once."""

import json
from typing import Any

import pytest

from tests.api.client import Api
from wyoming_kokoro.api.ticket import make_ticket
from wyoming_kokoro.api.token import read_token
from wyoming_kokoro.settings import Paths


async def _exchange(api: Api, ticket: object, **headers: str) -> tuple[int, Any]:
    status, sent, body = await api.ask("POST", "/v1/token", json={"ticket": ticket}, headers=headers)
    if status == 200:
        assert sent["Cache-Control"] == "no-store"
    return status, json.loads(body)


@pytest.fixture
def paths(api: Api) -> Paths:
    """The files of the server."""
    return api.state.watch.loaded.sources.paths


async def test_a_ticket_brings_the_token_once(api: Api, token: str, paths: Paths) -> None:
    ticket = make_ticket(paths.tickets)
    assert await _exchange(api, ticket) == (200, {"token": token})
    status, body = await _exchange(api, ticket)
    assert (status, body["error"]["code"]) == (401, "invalid_ticket")
    assert "wyoming-kokoro open" in body["error"]["message"]


async def test_where_there_is_no_token_the_first_ticket_makes_it(api: Api, paths: Paths) -> None:
    tickets = [make_ticket(paths.tickets) for _ in range(2)]
    assert read_token(paths.token) is None, "changes are off until a link is used"
    answers = [await _exchange(api, each) for each in tickets]
    assert answers == [(200, {"token": read_token(paths.token)})] * 2


async def test_with_a_key_a_ticket_is_enough_and_the_token_opens_the_rest(api: Api, paths: Paths) -> None:
    api.state.set(**{"http.key": "open-sesame", "http.lists_need_key": True})
    assert (await api.ask("GET", "/v1/status"))[0] == 401
    _, answer = await _exchange(api, make_ticket(paths.tickets))
    headers = {"Authorization": f"Bearer {answer['token']}"}
    assert (await api.ask("GET", "/v1/status", headers=headers))[0] == 200


async def test_a_page_of_another_server_cannot_use_a_ticket(api: Api, paths: Paths) -> None:
    ticket = make_ticket(paths.tickets)
    status, body = await _exchange(api, ticket, Origin="http://example.com")
    assert (status, body["error"]["code"]) == (403, "foreign_origin")
    assert (await _exchange(api, ticket, Origin=api.base))[0] == 200, "it was not used up"


@pytest.mark.parametrize("ticket", [None, "", "../token", 5, "x" * 200])
async def test_what_is_no_ticket_is_refused(api: Api, token: str, ticket: object) -> None:
    status, body = await _exchange(api, ticket)
    assert status in (400, 401) and token not in json.dumps(body)
