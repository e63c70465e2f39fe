"""The way in that Home Assistant's proxy takes."""

import aiohttp
import pytest

from tests.addon.conftest import Installed

PROXY = {
    "Host": "voice.example.com",
    "Origin": "https://voice.example.com",
    "X-Ingress-Path": "/api/hassio_ingress/0123",
    "X-Remote-User-Id": "0123456789abcdef",
    "X-Remote-User-Name": "owner",
    "X-Remote-User-Display-Name": "The owner",
}
"""What it sends along: the browser's own Host, and who the user is."""


async def test_the_proxy_may_use_any_host_and_names_its_client(installed: Installed) -> None:
    async with installed.server("http://127.0.0.1:9").running(), aiohttp.ClientSession() as session:
        way_in = f"http://127.0.0.1:{installed.port('proxy is served')}"
        async with session.get(f"{way_in}/v1/me", headers=PROXY) as answer:
            assert await answer.json() == {"name": "The owner", "trusted": True}
        request = {"input": "Hello.", "response_format": "wav"}
        async with session.post(f"{way_in}/v1/audio/speech", json=request, headers=PROXY) as answer:
            assert answer.status == 200 and (await answer.read())[:4] == b"RIFF"
        shy = {name: value for name, value in PROXY.items() if "Display" not in name}
        async with session.get(f"{way_in}/v1/me", headers=shy) as answer:
            assert (await answer.json())["name"] == "owner"
        async with session.get(f"{way_in}/v1/me") as answer:
            assert (await answer.json())["name"] is None


async def test_only_the_proxy_may_use_its_port(installed: Installed) -> None:
    async with installed.server("http://127.0.0.1:9", peer="172.30.32.2").running(), aiohttp.ClientSession() as session:
        way_in = f"http://127.0.0.1:{installed.port('proxy is served')}"
        for path in ("/v1/me", "/health", "/nowhere"):
            async with session.get(f"{way_in}{path}", headers=PROXY) as answer:
                assert answer.status == 403
                assert (await answer.json())["error"]["code"] == "foreign_peer"


async def test_clients_of_the_public_port_are_not_trusted_as_the_proxy(installed: Installed) -> None:
    async with installed.server("http://127.0.0.1:9").running(), aiohttp.ClientSession() as session:
        address = f"http://127.0.0.1:{installed.port('HTTP clients')}"
        names = {name: value for name, value in PROXY.items() if name.startswith("X-")}
        async with session.get(f"{address}/v1/me", headers=names) as answer:
            assert await answer.json() == {"name": None, "trusted": False}
        async with session.get(f"{address}/v1/me", headers=PROXY) as answer:
            assert answer.status == 421


async def test_the_proxy_port_is_open_only_in_the_add_on(
    installed: Installed, caplog: pytest.LogCaptureFixture
) -> None:
    async with installed.server("http://127.0.0.1:9", token="").running():
        assert "HTTP clients are served" in caplog.text and "proxy is served" not in caplog.text
