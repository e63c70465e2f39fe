"""No text leaves the local network unless it may, and no key is shown anywhere."""

import asyncio
import json
import logging
from datetime import date
from pathlib import Path

import pytest

from tests.providers.speaking import TEXT, spoken, studio_with
from tests.providers.stubs import KEY, HttpStub, WyomingStub, http_stub, wyoming_stub
from wyoming_kokoro.errors import InvalidSettings
from wyoming_kokoro.other_servers import addresses, http
from wyoming_kokoro.other_servers.addresses import is_local_address, is_surely_local
from wyoming_kokoro.other_servers.failure import RemoteFailure
from wyoming_kokoro.other_servers.http import HttpPeer
from wyoming_kokoro.providers import known_providers
from wyoming_kokoro.providers.usage import CharacterCount
from wyoming_kokoro.settings import OPTIONS, Paths, forms, load, rows
from wyoming_kokoro.studio import Studio


@pytest.mark.parametrize(
    ("address", "local"),
    [
        ("127.0.0.1", True),
        ("192.168.1.4", True),
        ("10.0.0.1", True),
        ("100.64.3.2", True),
        ("fe80::1%eth0", True),
        ("fd00::1", True),
        ("::ffff:192.168.1.4", True),
        ("8.8.8.8", False),
        ("2606:4700::1111", False),
        ("::ffff:8.8.8.8", False),
        ("224.0.0.1", False),
        ("not an address", False),
    ],
)
def test_which_addresses_are_local(address: str, local: bool) -> None:  # noqa: FBT001 -- a column of the table
    assert is_local_address(address) is local


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:8880/v1", True),
        ("tcp://127.0.0.1:10200", True),
        ("unix:///run/piper", True),
        ("http://[fd00::1]:1/", True),
        ("https://speech.example.com/v1", False),
        ("http://piper.lan", False),
    ],
)
def test_which_addresses_need_no_name_server(url: str, local: bool) -> None:  # noqa: FBT001 -- the same
    assert is_surely_local(url) is local


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treats this machine's own address as one outside the network."""
    monkeypatch.setattr(http, "is_local_address", lambda _: False)
    monkeypatch.setattr(addresses, "is_local_address", lambda _: False)
    monkeypatch.setattr(known_providers, "is_surely_local", lambda _: False)


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_no_byte_is_sent_outside_the_network_unless_that_is_allowed(tmp_path: Path, host: str) -> None:
    stub, piper = HttpStub(), WyomingStub()
    async with http_stub(stub), wyoming_stub(piper):
        base, uri = stub.base.replace("127.0.0.1", host), piper.uri.replace("127.0.0.1", host)
        servers: dict[str, dict[str, object]] = {
            "shop": {"kind": "openai", "address": base, "voices": ["nova"]},
            "piper": {"kind": "wyoming", "address": uri, "voices": ["v"], "languages": ["en-US"]},
        }
        async with studio_with(tmp_path, servers) as studio:
            for voice in ("shop/nova", "piper/v"):
                assert (await spoken(studio, voice)).speaker.voice == "af_heart"
            assert all("outside the local network" in problem for problem in studio.status().problems)
        assert (stub.text_bytes, stub.bodies, piper.requests) == (0, [], [])
        allowed = {name: {**server, "allowed": True} for name, server in servers.items()}
        async with studio_with(tmp_path, allowed) as studio:
            for voice in ("shop/nova", "piper/v"):
                speaker = (await spoken(studio, voice)).speaker
                assert (speaker.voice, speaker.cloud) == (voice, voice.partition("/")[0])
        assert stub.text_bytes > len(TEXT) and len(piper.requests) == 1


async def test_a_cloud_that_is_not_allowed_has_no_voices_and_says_why(tmp_path: Path) -> None:
    servers: dict[str, dict[str, object]] = {
        "gemini": {"kind": "gemini", "key": KEY},
        "eleven": {"kind": "elevenlabs", "key": KEY},
    }
    async with studio_with(tmp_path, servers) as studio:
        assert not [voice for voice in studio.voices.listed() if voice.remote]
        problems = studio.status().problems
        states = [report.state for report in studio.status().providers]
    assert states == ["off", "off"] and all("`allowed` is false" in problem for problem in problems)


async def test_a_redirection_is_not_followed_and_the_key_goes_nowhere_else() -> None:
    stub = HttpStub("moved")
    async with http_stub(stub):
        peer = HttpPeer("The provider shop", stub.base, headers={"Authorization": f"Bearer {KEY}"}, outside=False)
        with pytest.raises(RemoteFailure, match="status 302"):
            await peer.json("POST", "/audio/speech", json={"input": TEXT})
        await peer.close()
    assert len(stub.bodies) == 1


async def test_nothing_is_sent_that_no_listener_waits_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wyoming_kokoro.studio.idle_work.QUIET_SECONDS", 0.02)
    stub = HttpStub()
    async with http_stub(stub):
        servers = {"shop": {"kind": "openai", "address": stub.base, "voices": ["nova"]}}
        async with studio_with(tmp_path, servers, voice="shop/nova") as studio:
            await spoken(studio)
            await spoken(studio)
            await asyncio.sleep(0.3)
    assert len(stub.bodies) == 1, "the second time it comes from the cache"


async def test_a_provider_has_only_so_many_characters_a_day(tmp_path: Path) -> None:
    stub = HttpStub()
    async with http_stub(stub):
        servers = {"shop": {"kind": "openai", "address": stub.base, "characters_a_day": len(TEXT) + 5}}
        async with studio_with(tmp_path, servers) as studio:
            assert (await spoken(studio, "shop/nova")).speaker.voice == "shop/nova"
            (report,) = studio.status().providers
            assert report.characters_today == len(TEXT)
            assert (await spoken(studio, "shop/nova", "The other door is closed.")).speaker.voice == "af_heart"
        async with studio_with(tmp_path, servers) as studio:  # a restart does not begin anew
            assert (await spoken(studio, "shop/onyx", "The other door is closed.")).speaker.voice == "af_heart"
    assert len(stub.bodies) == 1


def test_a_new_day_begins_at_zero(tmp_path: Path) -> None:
    days = [date(2026, 5, 1)]
    count = CharacterCount(tmp_path / "usage.json", lambda: days[-1])
    count.load()
    assert count.take("shop", 10, 15) and not count.take("shop", 10, 15) and count.today("shop") == 10
    days.append(date(2026, 5, 2))
    assert count.today("shop") == 0 and count.take("shop", 10, 15)
    (tmp_path / "usage.json").write_text("[]")
    count.load()
    assert count.today("shop") == 0, "a file that is damaged counts nothing"


def _servers(tmp_path: Path, **provider: object) -> None:
    content = {"providers": {"servers": {"shop": {"kind": "openai", "address": "http://h/v1", **provider}}}}
    (tmp_path / "config.json").write_text(json.dumps(content))


def test_keys_are_in_no_list_and_in_no_digest(tmp_path: Path) -> None:
    _servers(tmp_path, key=KEY)
    loaded = load(Paths(tmp_path, tmp_path), {}, {})
    assert loaded.settings.providers.servers["shop"].key == KEY
    shown = json.dumps([[str(row) for row in rows(loaded)], forms(loaded)]) + repr(loaded.settings)
    assert KEY not in shown and "(hidden)" in shown
    _servers(tmp_path, key="another")
    assert load(Paths(tmp_path, tmp_path), {}, {}).digest == loaded.digest


@pytest.mark.parametrize(
    ("provider", "mistake"),
    [
        ({"key": f"{KEY} with blanks"}, "providers.servers.shop.key is"),
        ({"timeout": "soon"}, 'providers.servers.shop.timeout is "soon"; it should be a number from 0.2 to 60'),
        ({"kee": KEY}, '"kee" in providers.servers.shop is unknown'),
        ({"languages": ["German"]}, "each a language tag"),
    ],
)
def test_a_mistake_in_a_provider_says_where_it_is_and_shows_no_key(
    tmp_path: Path, provider: dict[str, object], mistake: str
) -> None:
    _servers(tmp_path, **provider)
    with pytest.raises(InvalidSettings) as caught:
        load(Paths(tmp_path, tmp_path), {}, {})
    assert mistake in str(caught.value) and KEY not in str(caught.value)


@pytest.mark.parametrize("raw", [[KEY], KEY, {"shop": KEY}, {"A Shop": {"key": KEY}}])
def test_what_is_no_provider_is_not_shown(raw: object) -> None:
    option = OPTIONS["providers.servers"]
    assert not option.accepts(raw) and KEY not in option.mistake(raw)


def test_a_key_may_come_from_the_environment_alone(tmp_path: Path) -> None:
    _servers(tmp_path)
    variable = {"WYOMING_KOKORO_PROVIDERS_SERVERS": json.dumps({"shop": {"key": KEY}})}
    shop = load(Paths(tmp_path, tmp_path), {}, variable).settings.providers.servers["shop"]
    assert (shop.key, shop.kind) == (KEY, "openai"), "layers are merged within a provider"


async def test_a_key_may_be_in_a_variable_of_any_name(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    stub = HttpStub()
    async with http_stub(stub):
        servers = {"shop": {"kind": "openai", "address": stub.base, "key_variable": "SHOP_KEY"}}
        async with studio_with(tmp_path, servers, environment={"SHOP_KEY": KEY}) as studio:
            assert (await spoken(studio, "shop/nova")).speaker.voice == "shop/nova"
        async with studio_with(tmp_path, servers) as studio:
            assert "SHOP_KEY is not set" in " ".join(studio.status().problems)
    assert stub.keys == [f"Bearer {KEY}"] and KEY not in caplog.text
    assert TEXT not in "".join(record.getMessage() for record in caplog.records if record.levelno > logging.DEBUG)


async def test_new_settings_are_followed_while_it_runs(tmp_path: Path) -> None:
    stub = HttpStub()
    async with http_stub(stub), studio_with(tmp_path, {}) as studio:
        _servers(tmp_path, address=stub.base)
        await studio.follow(load(Paths(tmp_path, tmp_path), {"engine.name": "tone"}, {}))
        await _until_listed(studio, "shop/nova")
        assert (await spoken(studio, "shop/nova")).speaker.voice == "shop/nova"


async def _until_listed(studio: Studio, name: str) -> None:
    async with asyncio.timeout(10):
        while name not in [voice.name for voice in studio.voices.listed()]:  # noqa: ASYNC110 -- it is looked for every 2 s
            await asyncio.sleep(0.05)
