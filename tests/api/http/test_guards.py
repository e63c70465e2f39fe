"""Who may use the API."""

import json
import re

import pytest

from tests.api.client import Api
from wyoming_kokoro.api import SUBJECTS
from wyoming_kokoro.api.http.guards import is_local_name
from wyoming_kokoro.api.http.openapi import plain_path, routes_in
from wyoming_kokoro.api.http.route import Access, info_of

SPEECH = "/v1/audio/speech"
YES = {"input": "Yes."}


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1:8354",
        "192.168.1.20",
        "10.0.0.3:80",
        "172.17.0.2:8354",
        "169.254.3.4",
        "100.64.0.7:8354",
        "[::1]:8354",
        "[fd00::7]",
        "[fe80::1]:8354",
        "localhost:8354",
        "kokoro",
        "KOKORO:8354",
        "local_wyoming-kokoro",
        "speaker.local",
        "speaker.local.:8354",
        "tts.lan:8354",
        "tts.home.arpa",
        "tts.internal",
        "0.0.0.0:8354",
    ],
)
async def test_private_addresses_and_local_names_need_no_settings(api: Api, host: str) -> None:
    assert (await api.ask("GET", "/health", headers={"Host": host}))[0] == 200


@pytest.mark.parametrize(
    "host",
    [
        "example.com",
        "evil.example:8354",
        "127.0.0.1.example.com",
        "local.example",
        "notlocal",
        "8.8.8.8",
        "[2001:4860:4860::8888]:8354",
        "user@127.0.0.1",
        "127.0.0.1/../x",
        "a b",
        "localhost:80:80",
        "xn--fa-hia.de",
        "",
    ],
)
async def test_other_names_are_refused(api: Api, host: str) -> None:
    status, _, body = await api.ask("GET", "/health", headers={"Host": host})
    if host == "notlocal":
        assert status == 200  # a name of one part
        return
    error = json.loads(body)["error"]
    assert status == 421 and error["code"] == "wrong_host" and (not host or host not in error["message"])


async def test_the_settings_can_add_names(api: Api) -> None:
    api.state.set(**{"http.allowed_hosts": ("Speech.Example.org",)})
    assert (await api.ask("GET", "/health", headers={"Host": "speech.example.org:443"}))[0] == 200
    assert (await api.ask("GET", "/health", headers={"Host": "x.speech.example.org"}))[0] == 421


async def test_a_request_names_one_host(api: Api) -> None:
    none = await api.raw(b"GET /health HTTP/1.1\r\nConnection: close\r\n\r\n")
    two = await api.raw(b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n")
    older = await api.raw(b"GET /health HTTP/1.0\r\n\r\n")
    assert b" 400 " in none[:20] and b'"error"' in none
    assert b" 400 " in two[:20] and b'"error"' in two
    assert b" 200 " in older[:20]


def test_a_mapped_address_is_as_local_as_the_plain_one() -> None:
    assert is_local_name("::ffff:192.168.0.1", ()) and not is_local_name("::ffff:8.8.8.8", ())


@pytest.mark.parametrize(
    ("origin", "host", "status"),
    [
        ("http://127.0.0.1:8354", "127.0.0.1:8354", 200),
        ("https://tts.lan", "tts.lan", 200),
        ("https://tts.lan:443", "tts.lan", 200),
        ("HTTP://TTS.lan", "tts.LAN:80", 200),
        ("http://127.0.0.1:8123", "127.0.0.1:8354", 403),
        ("https://evil.example", "127.0.0.1:8354", 403),
        ("null", "127.0.0.1:8354", 403),
        ("file://", "127.0.0.1:8354", 403),
        ("", "127.0.0.1:8354", 403),
        ("chrome-extension://abc", "127.0.0.1:8354", 403),
        ("http://[::1", "127.0.0.1:8354", 403),
        ("http://[::1]:8354", "[::1]:8354", 200),
    ],
)
async def test_a_web_page_may_only_use_the_server_that_it_came_from(
    api: Api, origin: str, host: str, status: int
) -> None:
    asked = await api.ask("POST", SPEECH, json=YES, headers={"Origin": origin, "Host": host})
    looked = await api.ask("GET", "/v1/voices", headers={"Origin": origin, "Host": host})
    assert asked[0] == status and looked[0] == 200
    assert "Access-Control-Allow-Origin" not in asked[1]


@pytest.mark.parametrize("path", ["/v1/audio/speech", "/v1/audio/stream", "/v1/status", "/metrics"])
async def test_a_page_of_another_server_cannot_make_it_work_by_reading(api: Api, path: str) -> None:
    asked = f"{path}?input=Yes."
    foreign = {"Origin": "https://evil.example"}
    embedded = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    opened = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert [(await api.ask("GET", asked, headers=each))[0] for each in (foreign, embedded)] == [403, 403]
    assert (await api.ask("HEAD", asked, headers=foreign))[0] == 403
    assert (await api.ask("GET", asked, headers=opened))[0] == 200, "the user follows a link"
    api.state.set(**{"http.allowed_origins": ("https://evil.example",)})
    assert (await api.ask("GET", asked, headers=foreign))[0] == 200


async def test_players_of_other_servers_may_open_the_addresses_made_for_them(api: Api) -> None:
    link = await api.json("/v1/audio/links", input="Yes.")
    foreign = {"Origin": "https://player.example", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "cors"}
    assert (await api.ask("GET", link["path"], headers=foreign))[0] == 200


@pytest.mark.parametrize("target", ["http://evil.example/health", "HTTP://evil.example:8354/health?x", "http://@/"])
async def test_the_host_of_a_whole_address_as_target_counts(api: Api, target: str) -> None:
    asked = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    assert (await api.raw(asked.encode()))[9:12] in (b"421", b"400")
    ours = asked.replace("evil.example", "127.0.0.1").replace("http://@/", "http://127.0.0.1/health")
    assert b" 200 " in (await api.raw(ours.encode()))[:20]


async def test_the_settings_can_allow_pages_of_other_servers(api: Api) -> None:
    page = {"Origin": "http://127.0.0.1:8123"}
    preflight = {**page, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    assert (await api.ask("OPTIONS", SPEECH, headers=preflight))[0] == 405
    api.state.set(**{"http.allowed_origins": ("http://127.0.0.1:8123",)})
    status, headers, _ = await api.ask("POST", SPEECH, json=YES, headers=page)
    assert status == 200 and headers["Access-Control-Allow-Origin"] == page["Origin"]
    status, headers, _ = await api.ask("OPTIONS", SPEECH, headers=preflight)
    assert status == 204 and "POST" in headers["Access-Control-Allow-Methods"]
    assert "content-type" in headers["Access-Control-Allow-Headers"] and "Origin" in headers["Vary"]
    status, headers, _ = await api.ask("OPTIONS", SPEECH, headers={**preflight, "Origin": "http://evil.example"})
    assert status == 405 and "Access-Control-Allow-Origin" not in headers


@pytest.fixture
async def locked(api: Api) -> Api:
    """A client of a server that asks for a key."""
    api.state.set(**{"http.key": "open-sesame"})
    return api


@pytest.mark.parametrize(
    "sent",
    ["", "Bearer ", "Bearer wrong", "Bearer open-sesam", "Bearer open-sesame2", "Basic open-sesame", "open-sesame"],
)
async def test_speech_needs_the_key(locked: Api, sent: str) -> None:
    status, headers, body = await locked.ask("POST", SPEECH, json=YES, headers={"Authorization": sent})
    assert status == 401 and json.loads(body)["error"]["type"] == "authentication_error"
    assert headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("sent", ["Bearer open-sesame", "bearer  open-sesame "])
async def test_the_key_gives_access(locked: Api, sent: str) -> None:
    assert (await locked.ask("POST", SPEECH, json=YES, headers={"Authorization": sent}))[0] == 200


ROUTES = [
    (route.method, re.sub(r"\{.*?\}", "x", plain_path(route)), info_of(route.handler).access)
    for subject in SUBJECTS
    for route in routes_in(subject)
]


async def test_every_route_is_guarded_as_it_says(locked: Api, token: str) -> None:
    async def refused() -> set[tuple[str, str]]:
        """Return the routes that cannot be used without key and token."""
        return {(method, path) for method, path, _ in ROUTES if (await locked.ask(method, path))[0] == 401}

    def guarded(*kinds: Access) -> set[tuple[str, str]]:
        return {(method, path) for method, path, access in ROUTES if access in kinds}

    assert token
    assert await refused() == guarded(Access.CLIENTS, Access.CHANGES)
    locked.state.set(**{"http.lists_need_key": True})
    assert await refused() == guarded(Access.LISTS, Access.CLIENTS, Access.CHANGES)


async def test_a_doubled_slash_is_no_way_around_the_key(locked: Api) -> None:
    assert (await locked.ask("GET", "/v1//status"))[0] == 401


async def test_a_trusted_app_checks_neither_host_nor_origin_nor_key(trusted: Api) -> None:
    trusted.state.set(**{"http.key": "open-sesame"})
    headers = {"Host": "example.com", "Origin": "https://example.com"}
    status, answered, _ = await trusted.ask("POST", SPEECH, json=YES, headers=headers)
    assert status == 200 and "frame-ancestors 'self'" in answered["Content-Security-Policy"]


async def test_every_response_has_a_policy_for_browsers(api: Api) -> None:
    _, headers, _ = await api.ask("GET", "/health")
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Server"] == "wyoming_kokoro"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
